// Visits: one is opened with the names of those who came, closed with what it led to; all stand in the journal.
import { useState } from "react";
import { Alert, Badge, Button, Group, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Failure } from "@/api/client";
import { formatInstant } from "@/time/format";
import { failureText } from "@/ui/failureText";
import { say } from "@/ui/toasts";
import { AUTHORITIES, beginVisit, endVisit, namesIn, type Authority, type Visit } from "./api";

interface Props {
  visits: readonly Visit[];
  onChanged: () => void;
}

const SHOWN = 10;

export function Visits({ visits, onChanged }: Props) {
  const { t, i18n } = useTranslation();
  const open = visits.find((each) => each.mine && each.ended_us === null);
  const others = visits.filter((each) => each !== open);
  const time = (us: number): string => formatInstant(us, i18n.language);
  return (
    <section className="card">
      <h2>{t("inspection.visits")}</h2>
      {open === undefined ? <Begin onChanged={onChanged} /> : <Open visit={open} onChanged={onChanged} />}
      {others.length > 0 && (
        <ul className="plain inspection-visits">
          {others.slice(0, SHOWN).map((each) => (
            <li key={each.id}>
              <b>{t(`inspection.authority.${each.authority}`)}</b> <Span visit={each} />
              <div className="muted">
                {each.members.join(", ")} · {time(each.began_us)} – {each.ended_us === null ? t("inspection.running") : time(each.ended_us)}
              </div>
              {(each.note ?? each.reason) !== "" && <div>{each.note ?? each.reason}</div>}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Span({ visit }: { visit: Visit }) {
  const { t } = useTranslation();
  return visit.outside_hours ? <Badge color="yellow" variant="light" tt="none">{t("inspection.outside")}</Badge> : null;
}

function Begin({ onChanged }: { onChanged: () => void }) {
  const { t } = useTranslation();
  const [authority, setAuthority] = useState<Authority>("commission");
  const [names, setNames] = useState("");
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const send = async (): Promise<void> => {
    setBusy(true);
    const result = await beginVisit({ authority, members: namesIn(names), reason: reason.trim() });
    setBusy(false);
    setFailure(result.ok ? null : result.failure);
    if (!result.ok) return;
    say(t("inspection.begun"));
    onChanged();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <Stack gap="sm">
        <Select
          label={t("inspection.who")}
          allowDeselect={false}
          value={authority}
          onChange={(value) => setAuthority(value as Authority)}
          data={AUTHORITIES.map((each) => ({ value: each, label: t(`inspection.authority.${each}`) }))}
        />
        <Textarea
          label={t("inspection.members")}
          description={t("inspection.membersHint")}
          required
          autosize
          minRows={2}
          maxLength={2000}
          value={names}
          onChange={(event) => setNames(event.currentTarget.value)}
        />
        <TextInput label={t("inspection.reason")} maxLength={500} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
        {failure !== null && (
          <Alert color="red" role="alert">
            {failureText(t, failure)}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button type="submit" loading={busy} disabled={namesIn(names).length === 0}>
            {t("inspection.begin")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Open({ visit, onChanged }: { visit: Visit; onChanged: () => void }) {
  const { t, i18n } = useTranslation();
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const close = async (): Promise<void> => {
    setBusy(true);
    const result = await endVisit(visit.id, note.trim());
    setBusy(false);
    say(result.ok ? t("inspection.closed") : failureText(t, result.failure), { tone: result.ok ? "calm" : "bad" });
    onChanged();
  };
  return (
    <Stack gap="sm">
      <Alert color="blue" title={t("inspection.openSince", { at: formatInstant(visit.began_us, i18n.language) })}>
        {t(`inspection.authority.${visit.authority}`)} : {visit.members.join(", ")} <Span visit={visit} />
        {visit.reason !== "" && <div className="muted">{visit.reason}</div>}
      </Alert>
      <Textarea
        label={t("inspection.note")}
        description={t("inspection.noteHint")}
        autosize
        minRows={2}
        maxLength={2000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Group justify="flex-end">
        <Button loading={busy} onClick={() => void close()}>
          {t("inspection.close")}
        </Button>
      </Group>
    </Stack>
  );
}
