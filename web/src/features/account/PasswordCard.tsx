// Changing one's own password: the present one, the next one twice.
import { useState } from "react";
import { Alert, Button, PasswordInput, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Failure } from "@/api/client";
import { useSession } from "@/features/people/session";
import { say } from "@/ui/toasts";
import { changePassword } from "./api";
import { Card } from "./Card";
import { accountFailure } from "./failure";
import { MAX_LENGTH, MIN_LENGTH, passwordFault } from "./password";

export function PasswordCard({ onChanged }: { onChanged: () => void }) {
  const { t, i18n } = useTranslation();
  const { me } = useSession();
  const [old, setOld] = useState("");
  const [next, setNext] = useState("");
  const [again, setAgain] = useState("");
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);

  const fault = passwordFault(next, old, me.username);
  const differs = next !== again;
  const send = async (): Promise<void> => {
    setTried(true);
    setFailure(null);
    if (old === "" || fault !== null || differs) return;
    setBusy(true);
    const result = await changePassword(old, next);
    setBusy(false);
    setOld("");
    if (!result.ok) {
      setFailure(result.failure);
      return;
    }
    setNext("");
    setAgain("");
    setTried(false);
    say(t("account.password.done"));
    onChanged();
  };

  return (
    <Card title={t("account.password.title")} text={t("account.password.text", { n: MIN_LENGTH })}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <input type="text" name="username" autoComplete="username" value={me.username} readOnly hidden />
        <Stack gap="sm">
          <PasswordInput
            label={t("account.password.old")}
            value={old}
            onChange={(event) => setOld(event.currentTarget.value)}
            error={tried && failure === null && old === "" && t("account.password.oldMissing")}
            autoComplete="current-password"
            maxLength={MAX_LENGTH}
          />
          <PasswordInput
            label={t("account.password.next")}
            value={next}
            onChange={(event) => setNext(event.currentTarget.value)}
            error={tried && fault !== null && t(`account.password.fault.${fault}`, { n: MIN_LENGTH })}
            autoComplete="new-password"
            maxLength={MAX_LENGTH}
          />
          <PasswordInput
            label={t("account.password.again")}
            value={again}
            onChange={(event) => setAgain(event.currentTarget.value)}
            error={tried && fault === null && differs && t("account.password.differs")}
            autoComplete="new-password"
            maxLength={MAX_LENGTH}
          />
          {failure !== null && (
            <Alert color="red" role="alert">
              {accountFailure(t, failure, i18n.language)}
            </Alert>
          )}
          <Button type="submit" loading={busy} className="account-send">
            {t("account.password.send")}
          </Button>
        </Stack>
      </form>
    </Card>
  );
}
