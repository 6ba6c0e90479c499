// A person's file: who they are at the provider, written by who administers, with a reason.
import { useCallback, useEffect, useState } from "react";
import { Alert, Button, Group, Text, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { readMeans } from "@/features/account/api";
import { useLoaded } from "@/ui/useLoaded";
import { peopleFailure } from "@/features/people/peopleFailure";
import { ReasonAct } from "@/features/people/ReasonAct";
import { formatShortDate } from "@/time/format";
import { FormDialog } from "@/ui/FormDialog";
import { say } from "@/ui/toasts";
import { linkIdentity, readIdentity, unlinkIdentity } from "./api";

interface Props {
  accountId: string;
  writes: boolean;
  onOpen: (open: boolean) => void;
}

export function IdentitySection(props: Props) {
  const provider = useLoaded(readMeans).data?.provider ?? null;
  return provider === null ? null : <Held {...props} name={provider.name} />;
}

function Held({ accountId, writes, onOpen, name }: Props & { name: string }) {
  const { t, i18n } = useTranslation();
  const read = useCallback(() => readIdentity(accountId), [accountId]);
  const held = useLoaded(read);
  const [open, setOpen] = useState<"link" | "unlink" | null>(null);
  useEffect(() => onOpen(open !== null), [open, onOpen]);
  const close = (): void => setOpen(null);
  const identity = held.data;
  return (
    <section className="card">
      <h2>{t("provider.file.title")}</h2>
      {held.failure !== null && <Alert color="red">{peopleFailure(t, held.failure)}</Alert>}
      <p className={identity === null ? "muted wrap" : "wrap"}>
        {identity === null
          ? t("provider.file.none")
          : t("provider.file.held", { subject: identity.subject, date: formatShortDate(identity.linked_us, i18n.language) })}
      </p>
      {writes && held.failure === null && (
        <Group gap="xs">
          <Button variant="default" size="xs" onClick={() => setOpen(identity === null ? "link" : "unlink")}>
            {t(identity === null ? "provider.file.link" : "provider.file.unlink")}
          </Button>
        </Group>
      )}
      {open === "link" && <LinkDialog accountId={accountId} name={name} onClose={close} onDone={held.again} />}
      {open === "unlink" && (
        <ReasonAct
          title={t("provider.file.unlink")}
          told={t("provider.file.unlinkTold")}
          confirm={t("provider.file.unlink")}
          done={t("provider.file.unlinked")}
          grave
          act={(reason) => unlinkIdentity(accountId, reason)}
          onClose={close}
          onDone={held.again}
        />
      )}
    </section>
  );
}

interface LinkProps {
  accountId: string;
  name: string;
  onClose: () => void;
  onDone: () => void;
}

const SHORTEST = 3;
const SUBJECT = /^[\x20-\x7e]{1,255}$/;

function LinkDialog({ accountId, name, onClose, onDone }: LinkProps) {
  const { t } = useTranslation();
  const [subject, setSubject] = useState("");
  const [reason, setReason] = useState("");
  const fit = SUBJECT.test(subject.trim());
  return (
    <FormDialog
      title={t("provider.file.link")}
      save={t("provider.file.linkConfirm")}
      ready={fit && reason.trim().length >= SHORTEST}
      send={() => linkIdentity(accountId, subject.trim(), reason.trim())}
      failed={(failure) => peopleFailure(t, failure)}
      onSent={() => {
        say(t("provider.file.linked"));
        onDone();
      }}
      onClose={onClose}
    >
      <Text>{t("provider.file.linkTold", { name })}</Text>
      <TextInput
        label={t("provider.file.subject")}
        description={t("provider.file.subjectHint")}
        value={subject}
        onChange={(event) => setSubject(event.currentTarget.value)}
        error={subject !== "" && !fit && t("provider.codes.bad_subject")}
        maxLength={255}
        autoComplete="off"
        data-autofocus
      />
      <Textarea
        label={t("people.file.reason")}
        description={t("papers.reasonHint")}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        maxLength={500}
        autosize
      />
    </FormDialog>
  );
}
