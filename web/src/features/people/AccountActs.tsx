// What who administers does to somebody's account: another status, a new password, lost means taken away.
import { useEffect, useState } from "react";
import { Button, Group, PasswordInput, Select, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { MAX_LENGTH, MIN_LENGTH, passwordFault } from "@/features/account/password";
import { fr } from "@/i18n/fr";
import { FormDialog } from "@/ui/FormDialog";
import { say } from "@/ui/toasts";
import { changeRole, forgetMeans, resetPassword, type Person } from "./files";
import { peopleFailure } from "./peopleFailure";
import { ReasonAct } from "./ReasonAct";
import { roleName } from "./roleName";

interface Props {
  person: Person;
  onOpen: (open: boolean) => void;
  onDone: () => void;
}

export function AccountActs({ person, onOpen, onDone }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<"role" | "reset" | "forget" | null>(null);
  useEffect(() => onOpen(open !== null), [open, onOpen]);
  const close = (): void => setOpen(null);
  return (
    <section className="card">
      <h2>{t("papers.access.title")}</h2>
      <Group gap="xs">
        <Button variant="default" size="xs" onClick={() => setOpen("role")}>
          {t("papers.access.role")}
        </Button>
        <Button variant="default" size="xs" onClick={() => setOpen("reset")}>
          {t("papers.access.reset")}
        </Button>
        <Button variant="default" size="xs" onClick={() => setOpen("forget")}>
          {t("papers.access.forget.act")}
        </Button>
      </Group>
      {open === "role" && <RoleDialog person={person} onClose={close} onDone={onDone} />}
      {open === "reset" && <PasswordDialog person={person} onClose={close} onDone={onDone} />}
      {open === "forget" && (
        <ReasonAct
          title={t("papers.access.forget.title")}
          told={t("papers.access.forget.told")}
          confirm={t("papers.access.forget.act")}
          done={t("papers.access.forget.done")}
          grave
          act={(reason) => forgetMeans(person.id, reason)}
          onClose={close}
          onDone={onDone}
        />
      )}
    </section>
  );
}

interface DialogProps {
  person: Person;
  onClose: () => void;
  onDone: () => void;
}

function RoleDialog({ person, onClose, onDone }: DialogProps) {
  const { t } = useTranslation();
  const [role, setRole] = useState(person.role);
  return (
    <FormDialog
      title={t("papers.access.role")}
      save={t("papers.access.roleConfirm")}
      grave
      ready={role !== person.role}
      send={() => changeRole(person.id, role)}
      failed={(failure) => peopleFailure(t, failure)}
      onSent={() => {
        say(t("papers.access.roleDone", { role: roleName(t, role) }));
        onDone();
      }}
      onClose={onClose}
    >
      <Text>{t("papers.access.roleTold")}</Text>
      <Select
        label={t("papers.account.role")}
        value={role}
        data={Object.keys(fr.roles).map((each) => ({ value: each, label: roleName(t, each) }))}
        allowDeselect={false}
        data-autofocus
        onChange={(chosen) => setRole(chosen ?? person.role)}
      />
    </FormDialog>
  );
}

function PasswordDialog({ person, onClose, onDone }: DialogProps) {
  const { t } = useTranslation();
  const [password, setPassword] = useState("");
  const fault = passwordFault(password, "", person.username);
  return (
    <FormDialog
      title={t("papers.access.reset")}
      save={t("papers.access.reset")}
      grave
      ready={fault === null}
      send={() => resetPassword(person.id, password)}
      failed={(failure) => peopleFailure(t, failure)}
      onSent={() => {
        say(t("papers.access.resetDone"));
        onDone();
      }}
      onClose={onClose}
    >
      <Text>{t("papers.access.resetTold")}</Text>
      <PasswordInput
        label={t("account.password.next")}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        error={password !== "" && fault !== null && t(`account.password.fault.${fault}`, { n: MIN_LENGTH })}
        maxLength={MAX_LENGTH}
        autoComplete="new-password"
        data-autofocus
      />
    </FormDialog>
  );
}
