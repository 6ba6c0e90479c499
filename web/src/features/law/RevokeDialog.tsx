// Ending an order or a basis before its day: what stops is told, a reason is asked, nothing takes it back.
import { useState } from "react";
import { Alert, Button, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Failure, Result } from "@/api/client";
import { failureText } from "@/ui/failureText";
import { say } from "@/ui/toasts";

interface Props {
  title: string;
  told: string;
  revoke: (reason: string) => Promise<Result<null>>;
  onClose: () => void;
  onDone: () => void;
}

const SHORTEST = 3;
const LONGEST = 500;

export function RevokeDialog({ title, told, revoke, onClose, onDone }: Props) {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const send = async (): Promise<void> => {
    setBusy(true);
    const result = await revoke(reason.trim());
    setBusy(false);
    if (!result.ok) {
      setFailure(result.failure);
      return;
    }
    say(t("law.endedNow"));
    onDone();
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ "aria-label": t("shell.close") }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <Stack>
          <Text>{told}</Text>
          <Textarea
            label={t("law.endReason")}
            description={t("law.endReasonHint")}
            value={reason}
            maxLength={LONGEST}
            required
            autosize
            minRows={2}
            data-autofocus
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {failure !== null && (
            <Alert color="red" role="alert">
              {failureText(t, failure)}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("shell.cancel")}
            </Button>
            <Button type="submit" color="red" loading={busy} disabled={reason.trim().length < SHORTEST}>
              {t("law.endConfirm")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
