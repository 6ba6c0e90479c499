// The locked workstation: nothing of the pages is left behind it; its owner's password brings them back.
import { useState } from "react";
import { Alert, Button, Paper, PasswordInput, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { unlockSession } from "@/api/endpoints";
import type { Failure } from "@/api/client";
import type { Me } from "@/api/types";
import { passkeyUnlock } from "@/features/account/api";
import { accountFailure } from "@/features/account/failure";
import { PasskeyButton } from "@/features/account/PasskeyButton";
import { ProviderButton } from "@/features/provider/ProviderButton";
import { formatDuration } from "@/time/format";
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
    else tell(result.failure, t("people.lock.wrong"));
  };

  const tell = (failure: Failure, wrong: string): void => {
    if (failure.kind === "rejected" && failure.code === "wrong_credentials") setProblem(wrong);
    else if (failure.kind === "locked" && failure.retryAfterS !== null)
      setProblem(t("signIn.lockedFor", { duration: formatDuration(failure.retryAfterS, i18n.language) }));
    else setProblem(accountFailure(t, failure));
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
              <PasskeyButton
                disabled={busy}
                prove={passkeyUnlock}
                onDone={onBack}
                onFailure={(failure) => tell(failure, t("account.passkeys.notYours"))}
                onFault={setProblem}
              />
              <ProviderButton purpose="unlock" disabled={busy} onFault={setProblem} />
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
