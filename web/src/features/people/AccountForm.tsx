// A new account: one person, their status, a first password. Papers come after, in their file.
import { useState } from "react";
import { Alert, Button, Group, Modal, PasswordInput, Select, Stack, Text, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Failure } from "@/api/client";
import { MAX_LENGTH, MIN_LENGTH, passwordFault } from "@/features/account/password";
import { focusProblem } from "@/features/law/focusProblem";
import { fr } from "@/i18n/fr";
import { say } from "@/ui/toasts";
import { createPerson, type Person } from "./files";
import { peopleFailure } from "./peopleFailure";
import { roleName } from "./roleName";

interface Props {
  onClose: () => void;
  onDone: (made: Person) => void;
}

const USERNAME = /^[a-z0-9][a-z0-9._-]{1,62}[a-z0-9]$/;
const ROLES = Object.keys(fr.roles);

export function AccountForm({ onClose, onDone }: Props) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const [username, setUsername] = useState("");
  const [role, setRole] = useState<string | null>(null);
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const fault = passwordFault(password, "", username.trim());
  const badName = !USERNAME.test(username.trim());

  const send = async (form: HTMLFormElement): Promise<void> => {
    setTried(true);
    setFailure(null);
    if (name.trim() === "" || badName || role === null || fault !== null) {
      focusProblem(form);
      return;
    }
    setBusy(true);
    const result = await createPerson({ name: name.trim(), username: username.trim(), role, password });
    setBusy(false);
    if (!result.ok) {
      setFailure(result.failure);
      return;
    }
    say(t("papers.account.created", { name: result.data.name }));
    onClose();
    onDone(result.data);
  };

  return (
    <Modal opened onClose={onClose} title={t("papers.account.add")} closeButtonProps={{ "aria-label": t("shell.close") }}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void send(event.currentTarget);
        }}
      >
        <Stack>
          <Text c="dimmed">{t("papers.account.told")}</Text>
          <TextInput
            label={t("papers.account.name")}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={tried && name.trim() === "" && t("papers.problem.needed")}
            maxLength={120}
            autoComplete="off"
            required
            data-autofocus
          />
          <TextInput
            label={t("papers.account.username")}
            description={t("papers.account.usernameHint")}
            value={username}
            onChange={(event) => setUsername(event.currentTarget.value)}
            error={tried && badName && t("papers.codes.bad_username")}
            maxLength={64}
            autoComplete="off"
            autoCapitalize="none"
            required
          />
          <Select
            label={t("papers.account.role")}
            value={role}
            onChange={setRole}
            data={ROLES.map((each) => ({ value: each, label: roleName(t, each) }))}
            error={tried && role === null && t("papers.problem.needed")}
            required
          />
          <PasswordInput
            label={t("papers.account.password")}
            description={t("papers.account.passwordHint")}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            error={tried && fault !== null && t(`account.password.fault.${fault}`, { n: MIN_LENGTH })}
            maxLength={MAX_LENGTH}
            autoComplete="new-password"
            required
          />
          {failure !== null && (
            <Alert color="red" role="alert">
              {peopleFailure(t, failure)}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("shell.cancel")}
            </Button>
            <Button type="submit" loading={busy}>
              {t("papers.account.create")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
