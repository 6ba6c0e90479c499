// The locked workstation: nothing of the pages is left behind it; its owner's password brings them back.
import { useState } from "react";
import { Alert, Button, Paper, PasswordInput, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { unlockSession } from "@/api/endpoints";
import type { Me } from "@/api/types";
import { formatDuration } from "@/time/format";
import { failureText } from "@/ui/failureText";
import { Icon } from "@/ui/icons";

interface Props {
  /** Null when the page was loaded again while locked. */
  name: string | null;
  onBack: (me: Me) => void;
  onLeave: () => void;
}

export function LockScreen({ name, onBack, onLeave }: Props) {
  const { t, i18n } = useTranslation();
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const unlock = async (): Promise<void> => {
    setBusy(true);
    const result = await unlockSession(password);
    setBusy(false);
    setPassword("");
    if (result.ok) onBack(result.data);
    else if (result.failure.kind === "rejected" && result.failure.code === "wrong_credentials") setProblem(t("people.lock.wrong"));
    else if (result.failure.kind === "locked" && result.failure.retryAfterS !== null)
      setProblem(t("signIn.lockedFor", { duration: formatDuration(result.failure.retryAfterS, i18n.language) }));
    else setProblem(failureText(t, result.failure));
  };

  return (
    <main className="sign-in">
      <div className="sign-in-card">
        <Paper withBorder p="xl" radius="lg">
          <form
            onSubmit={(event) => {
              event.preventDefault();
              void unlock();
            }}
          >
            <Stack>
              <Icon name="lock" size={40} />
              <Title order={1} size="h3">
                {t("people.lock.title")}
              </Title>
              <Text c="dimmed">{name === null ? t("people.lock.text") : t("people.lock.textOf", { name })}</Text>
              {problem !== null && (
                <Alert color="red" role="alert">
                  {problem}
                </Alert>
              )}
              <PasswordInput
                label={t("signIn.password")}
                value={password}
                onChange={(event) => setPassword(event.currentTarget.value)}
                autoComplete="current-password"
                autoFocus
                required
                withAsterisk={false}
              />
              <Button type="submit" loading={busy} fullWidth>
                {t("people.lock.open")}
              </Button>
              <Button variant="subtle" color="gray" onClick={onLeave}>
                {t("people.lock.other")}
              </Button>
            </Stack>
          </form>
        </Paper>
      </div>
    </main>
  );
}
