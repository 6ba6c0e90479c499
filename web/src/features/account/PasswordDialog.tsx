// Something about the account that asks for the password once more.
import { useState } from "react";
import { Alert, Button, Group, Modal, PasswordInput, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Failure, Result } from "@/api/client";
import { accountFailure } from "./failure";

interface Props {
  title: string;
  text: string;
  confirm: string;
  /** Whether the act takes something away; true unless said otherwise. */
  grave?: boolean;
  act: (password: string) => Promise<Result<null>>;
  onClose: () => void;
  onDone: () => void;
}

export function PasswordDialog({ title, text, confirm, grave = true, act, onClose, onDone }: Props) {
  const { t, i18n } = useTranslation();
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const send = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    const result = await act(password);
    setBusy(false);
    setPassword("");
    if (!result.ok) {
      setFailure(result.failure);
      return;
    }
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
          <Text>{text}</Text>
          <PasswordInput
            label={t("account.password.old")}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            autoComplete="current-password"
            data-autofocus
            required
            withAsterisk={false}
          />
          {failure !== null && (
            <Alert color="red" role="alert">
              {accountFailure(t, failure, i18n.language)}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("shell.cancel")}
            </Button>
            <Button type="submit" color={grave ? "red" : undefined} loading={busy} disabled={password === ""}>
              {confirm}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
