// One person's file: approvals, grants, oath, trainings, undertakings; suspension with its reason; the proof as PDF.
import { useCallback, useEffect, useState } from "react";
import { Alert, Button, Group, Loader, Stack, Text, Textarea } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useCameraNames } from "@/features/law/useCameraNames";
import { useCommunes } from "@/features/law/useCommunes";
import { useSession } from "@/features/people/session";
import { IdentitySection } from "@/features/provider/IdentitySection";
import { failureText } from "@/ui/failureText";
import { Icon } from "@/ui/icons";
import { say } from "@/ui/toasts";
import { useLoaded } from "@/ui/useLoaded";
import { AccountActs } from "./AccountActs";
import { proofUrl, readPapers, resume, resumeApproval, revokeGrant, suspend, suspendApproval, type Papers } from "./files";
import { emptyPaper, type PaperDraft } from "./paperDraft";
import { PaperForm } from "./PaperForm";
import { paperLists, type PaperLine } from "./paperLists";
import { ReasonAct } from "./ReasonAct";
import { roleName } from "./roleName";

interface Props {
  accountId: string;
  onChanged: () => void;
  /** A dialog stands over the file: Escape is for it alone. */
  onDialog: (open: boolean) => void;
}

export function PersonFile({ accountId, onChanged, onDialog }: Props) {
  const { t } = useTranslation();
  const { me, can } = useSession();
  const read = useCallback(() => readPapers(accountId), [accountId]);
  const { data: papers, failure, again: readAgain } = useLoaded(read);
  const [writing, setWriting] = useState(false);
  const [acting, setActing] = useState<PaperLine | null>(null);
  const names = useCameraNames();
  const [acts, setActs] = useState(false);
  const [linking, setLinking] = useState(false);
  const dialog = writing || acting !== null || acts || linking;
  useEffect(() => onDialog(dialog), [dialog, onDialog]);
  const again = (): void => {
    readAgain();
    onChanged();
  };

  if (failure !== null) return <Alert color="red">{failureText(t, failure)}</Alert>;
  if (papers === null) return <Loader aria-label={t("shell.loading")} />;
  const { account } = papers;
  const writes = can("administer") && account.id !== me.account_id;
  return (
    <Stack>
      <Text c="dimmed">
        {roleName(t, account.role)} · {account.username}
      </Text>
      <PaperLists papers={papers} onAct={writes ? (line) => setActing(line) : null} />
      {writes && (
        <Button leftSection={<Icon name="plus" size={15} />} onClick={() => setWriting(true)}>
          {t("papers.write")}
        </Button>
      )}
      <Button component="a" href={proofUrl(accountId)} download variant="default" leftSection={<Icon name="save" size={15} />}>
        {t("people.file.proof")}
      </Button>
      {writing && <PaperForm person={account} initial={firstPaper(papers)} names={names} onClose={() => setWriting(false)} onDone={again} />}
      {acting?.act != null && (
        <ReasonAct
          title={t(`papers.${acting.act}.title`)}
          told={t(`papers.${acting.act}.told`)}
          confirm={t(`papers.${acting.act}.act`)}
          done={t(`papers.${acting.act}.done`)}
          grave={acting.act !== "resume"}
          act={(reason) => ACTS[acting.act ?? "resume"](acting.id, reason)}
          onClose={() => setActing(null)}
          onDone={again}
        />
      )}
      <IdentitySection key={account.id} accountId={account.id} writes={writes} onOpen={setLinking} />
      {writes && <AccountActs person={account} onOpen={setActs} onDone={again} />}
      {writes && (
        <Suspension
          suspended={account.suspended_us !== null}
          reason={account.suspended_reason}
          act={(reason) => (account.suspended_us === null ? suspend : resume)(account.id, reason)}
          onDone={again}
        />
      )}
    </Stack>
  );
}

const ACTS = { suspend: suspendApproval, resume: resumeApproval, revoke: revokeGrant } as const;

/** A draft to start from: the department is the one of the last approval. */
function firstPaper(papers: Papers): PaperDraft {
  return emptyPaper("prefect", papers.approvals.at(-1)?.department ?? "");
}

function PaperLists({ papers, onAct }: { papers: Papers; onAct: ((line: PaperLine) => void) | null }) {
  const { t, i18n } = useTranslation();
  const lists = paperLists(papers, t, i18n.language, useCommunes());
  return lists.map((list) => (
    <section key={list.title} className="card">
      <h2>{list.title}</h2>
      {list.lines.length === 0 && <p className="muted">{t("people.file.none")}</p>}
      {list.lines.map((line) => (
        <div key={line.id} className="paper-row">
          <p>
            {line.text}
            {line.fault !== null && <strong> · {line.fault}</strong>}
          </p>
          {onAct !== null && line.act !== null && (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={t(`papers.${line.act}.label`, { number: line.number })}
              onClick={() => onAct(line)}
            >
              {t(`papers.${line.act}.act`)}
            </Button>
          )}
        </div>
      ))}
    </section>
  ));
}

interface SuspensionProps {
  suspended: boolean;
  reason: string | null;
  act: (reason: string) => ReturnType<typeof suspend>;
  onDone: () => void;
}

const MIN_REASON = 3;

function Suspension({ suspended, reason: why, act, onDone }: SuspensionProps) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const go = async (): Promise<void> => {
    setBusy(true);
    const result = await act(reason.trim());
    setBusy(false);
    say(result.ok ? t(suspended ? "people.file.resumed" : "people.file.suspended") : failureText(t, result.failure), { tone: result.ok ? "calm" : "bad" });
    if (!result.ok) return;
    setAsking(false);
    setReason("");
    onDone();
  };
  const label = t(suspended ? "people.file.resume" : "people.file.suspend");
  return (
    <section className="card">
      {suspended && <Alert color="red">{t("people.file.suspendedFor", { reason: why ?? "" })}</Alert>}
      {!asking && (
        <Button color={suspended ? undefined : "red"} variant="light" onClick={() => setAsking(true)}>
          {label}
        </Button>
      )}
      {asking && (
        <Stack>
          {!suspended && <Text>{t("people.file.suspendText")}</Text>}
          <Textarea label={t("people.file.reason")} value={reason} onChange={(event) => setReason(event.currentTarget.value)} maxLength={500} autosize autoFocus />
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setAsking(false)}>
              {t("shell.cancel")}
            </Button>
            <Button color={suspended ? undefined : "red"} loading={busy} disabled={reason.trim().length < MIN_REASON} onClick={() => void go()}>
              {label}
            </Button>
          </Group>
        </Stack>
      )}
    </section>
  );
}
