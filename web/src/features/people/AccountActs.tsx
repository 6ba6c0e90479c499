// What who administers does to somebody's account: another status, a new password, lost means taken away.
import { useEffect, useState } from "react";
import { Alert, Button, Group, Modal, PasswordInput, Select, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Failure, Result } from "@/api/client";
import { MAX_LENGTH, MIN_LENGTH, passwordFault } from "@/features/account/password";
import { fr } from "@/i18n/fr";
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
  const sending = useSending(() => changeRole(person.id, role), t("papers.access.roleDone", { role: roleName(t, role) }), onClose, onDone);
  return (
    <Modal opened onClose={onClose} title={t("papers.access.role")} closeButtonProps={{ "aria-label": t("shell.close") }}>
      <Stack>
        <Text>{t("papers.access.roleTold")}</Text>
        <Select
          label={t("papers.account.role")}
          value={role}
          data={Object.keys(fr.roles).map((each) => ({ value: each, label: roleName(t, each) }))}
          allowDeselect={false}
          data-autofocus
          onChange={(chosen) => setRole(chosen ?? person.role)}
        />
        <Foot sending={sending} confirm={t("papers.access.roleConfirm")} disabled={role === person.role} onClose={onClose} />
      </Stack>
    </Modal>
  );
}

function PasswordDialog({ person, onClose, onDone }: DialogProps) {
  const { t } = useTranslation();
  const [password, setPassword] = useState("");
  const fault = passwordFault(password, "", person.username);
  const sending = useSending(() => resetPassword(person.id, password), t("papers.access.resetDone"), onClose, onDone);
  return (
    <Modal opened onClose={onClose} title={t("papers.access.reset")} closeButtonProps={{ "aria-label": t("shell.close") }}>
      <Stack>
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
        <Foot sending={sending} confirm={t("papers.access.reset")} disabled={fault !== null} onClose={onClose} />
      </Stack>
    </Modal>
  );
}

interface Sending {
  busy: boolean;
  failure: Failure | null;
  send: () => Promise<void>;
}

function useSending(act: () => Promise<Result<unknown>>, done: string, onClose: () => void, onDone: () => void): Sending {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const send = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    const result = await act();
    setBusy(false);
    if (!result.ok) {
      setFailure(result.failure);
      return;
    }
    say(done);
    onDone();
    onClose();
  };
  return { busy, failure, send };
}

interface FootProps {
  sending: Sending;
  confirm: string;
  disabled: boolean;
  onClose: () => void;
}

function Foot({ sending, confirm, disabled, onClose }: FootProps) {
  const { t } = useTranslation();
  return (
    <>
      {sending.failure !== null && (
        <Alert color="red" role="alert">
          {peopleFailure(t, sending.failure)}
        </Alert>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t("shell.cancel")}
        </Button>
        <Button color="red" loading={sending.busy} disabled={disabled} onClick={() => void sending.send()}>
          {confirm}
        </Button>
      </Group>
    </>
  );
}
