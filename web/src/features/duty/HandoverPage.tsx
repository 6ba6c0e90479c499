// Handover: what the next shift must know, signed by who leaves and by who takes over.
import "@/styles/duty.css";
import { useState } from "react";
import { Alert, Badge, Button, Loader, Select, Stack, Textarea } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Result } from "@/api/client";
import { useSession } from "@/features/people/session";
import { formatInstant } from "@/time/format";
import { Blank } from "@/ui/Blank";
import { failureText } from "@/ui/failureText";
import { say } from "@/ui/toasts";
import { useLoaded } from "@/ui/useLoaded";
import { giveHandover, readColleagues, readHandovers, takeHandover, type Colleague, type Handover } from "./calls";

const MAX_LENGTH = 4000;

async function readBoth(): Promise<Result<{ handovers: Handover[]; colleagues: Colleague[] }>> {
  const [handovers, colleagues] = await Promise.all([readHandovers(), readColleagues()]);
  if (!handovers.ok) return handovers;
  if (!colleagues.ok) return colleagues;
  return { ok: true, data: { handovers: handovers.data, colleagues: colleagues.data } };
}

export default function HandoverPage() {
  const { t } = useTranslation();
  const { me } = useSession();
  const { data, failure, again: reload } = useLoaded(readBoth);
  const handovers = data?.handovers ?? null;
  const colleagues = data?.colleagues ?? [];

  const sign = async (handover: Handover): Promise<void> => {
    const result = await takeHandover(handover.id);
    say(result.ok ? t("duty.handover.signed") : failureText(t, result.failure), { tone: result.ok ? "calm" : "bad" });
    reload();
  };
  const nameOf = (accountId: string): string => colleagues.find((each) => each.id === accountId)?.name ?? t("duty.unknown");
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t("duty.handover.title")}</h1>
      </div>
      {failure !== null && (
        <Alert color="red" mb="md" role="alert">
          {failureText(t, failure)}
        </Alert>
      )}
      {(data !== null || failure === null) && (
        <div className="cards">
          <WriteCard colleagues={colleagues.filter((each) => each.id !== me.account_id)} onGiven={reload} />
          <section className="card">
            <h2>{t("duty.handover.list")}</h2>
            {handovers === null && failure === null && <Loader aria-label={t("shell.loading")} />}
            {handovers?.length === 0 && <Blank icon="list" title={t("duty.handover.none")} hint={t("duty.handover.noneHint")} />}
            {handovers?.map((each) => (
              <HandoverItem key={each.id} handover={each} nameOf={nameOf} mine={me.account_id} onSign={() => void sign(each)} />
            ))}
          </section>
        </div>
      )}
    </div>
  );
}

function WriteCard({ colleagues, onGiven }: { colleagues: readonly Colleague[]; onGiven: () => void }) {
  const { t } = useTranslation();
  const [to, setTo] = useState<string | null>(null);
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const give = async (): Promise<void> => {
    if (to === null) return;
    setBusy(true);
    const result = await giveHandover(to, text.trim());
    setBusy(false);
    setProblem(result.ok ? null : failureText(t, result.failure));
    if (!result.ok) return;
    setText("");
    say(t("duty.handover.given"));
    onGiven();
  };
  return (
    <section className="card">
      <h2>{t("duty.handover.write")}</h2>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void give();
        }}
      >
        <Stack>
          {problem !== null && (
            <Alert color="red" role="alert">
              {problem}
            </Alert>
          )}
          <Select
            label={t("duty.handover.to")}
            searchable
            value={to}
            onChange={setTo}
            data={colleagues.map((each) => ({ value: each.id, label: each.name }))}
          />
          <Textarea
            label={t("duty.handover.text")}
            description={t("duty.handover.textHint")}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            maxLength={MAX_LENGTH}
            autosize
            minRows={5}
          />
          <Button type="submit" loading={busy} disabled={to === null || text.trim() === ""}>
            {t("duty.handover.sign")}
          </Button>
        </Stack>
      </form>
    </section>
  );
}

interface ItemProps {
  handover: Handover;
  nameOf: (accountId: string) => string;
  mine: string;
  onSign: () => void;
}

function HandoverItem({ handover, nameOf, mine, onSign }: ItemProps) {
  const { t, i18n } = useTranslation();
  const { taken_us: taken } = handover;
  return (
    <article className="handover">
      <p>
        <strong>
          {nameOf(handover.from_account_id)} → {nameOf(handover.to_account_id)}
        </strong>{" "}
        <Badge color={taken === null ? "yellow" : "teal"} variant="light" tt="none">
          {taken === null ? t("duty.handover.waiting") : t("duty.handover.complete")}
        </Badge>
      </p>
      <p className="handover-text">{handover.text}</p>
      <p className="muted">
        {t("duty.handover.writtenAt", { at: formatInstant(handover.written_us, i18n.language) })}
        {taken !== null && ` · ${t("duty.handover.takenAt", { at: formatInstant(taken, i18n.language) })}`}
      </p>
      {taken === null && handover.to_account_id === mine && (
        <Button size="compact-sm" onClick={onSign}>
          {t("duty.handover.take")}
        </Button>
      )}
    </article>
  );
}
