// Elected members look only with a reason, written in the journal with each picture: asked before any page opens.
import { useState, type ReactNode } from "react";
import { Button, Paper, Stack, Text, Textarea, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { giveViewingReason, viewingReason } from "./viewingReasonStore";

const ASKED_OF = "elected_member";
const MIN_LENGTH = 5;

export function ViewingReason({ role, onLeave, children }: { role: string; onLeave: () => void; children: ReactNode }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const [open, setOpen] = useState(viewingReason() !== null);
  const [short, setShort] = useState(false);
  if (role !== ASKED_OF || open) return children;

  const enter = (): void => {
    const written = reason.trim();
    setShort(written.length < MIN_LENGTH);
    if (written.length < MIN_LENGTH) return;
    giveViewingReason(written);
    setOpen(true);
  };
  return (
    <main className="sign-in">
      <div className="sign-in-card">
        <Paper withBorder p="xl" radius="lg">
          <form
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              enter();
            }}
          >
            <Stack>
              <Title order={1} size="h3">
                {t("people.viewing.title")}
              </Title>
              <Text c="dimmed">{t("people.viewing.text")}</Text>
              <Textarea
                label={t("people.viewing.reason")}
                value={reason}
                onChange={(event) => setReason(event.currentTarget.value)}
                error={short ? t("people.viewing.short") : undefined}
                maxLength={500}
                autosize
                minRows={3}
                autoFocus
                required
                withAsterisk={false}
              />
              <Button type="submit">{t("people.viewing.open")}</Button>
              <Button variant="subtle" color="gray" onClick={onLeave}>
                {t("shell.signOut")}
              </Button>
            </Stack>
          </form>
        </Paper>
      </div>
    </main>
  );
}
