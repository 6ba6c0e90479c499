// A new account: one person, their status, a first password. Papers come after, in their file.
import { useState } from "react";
import { PasswordInput, Select, Text, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { MAX_LENGTH, MIN_LENGTH, passwordFault } from "@/features/account/password";
import { fr } from "@/i18n/fr";
import { FormDialog } from "@/ui/FormDialog";
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
  const fault = passwordFault(password, "", username.trim());
  const badName = !USERNAME.test(username.trim());

  return (
    <FormDialog
      title={t("papers.account.add")}
      save={t("papers.account.create")}
      complete={name.trim() !== "" && !badName && role !== null && fault === null}
      tried={tried}
      onTried={() => setTried(true)}
      send={() => createPerson({ name: name.trim(), username: username.trim(), role: role ?? "", password })}
      failed={(failure) => peopleFailure(t, failure)}
      onSent={(made) => {
        say(t("papers.account.created", { name: made.name }));
        onDone(made);
      }}
      onClose={onClose}
    >
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
    </FormDialog>
  );
}
