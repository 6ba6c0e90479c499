// A draft tried on a recording: which part, why it is looked at, how far it is, and what would have rung.
import { useEffect, useMemo, useState } from "react";
import { Button, NumberInput, Progress, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Failure } from "@/api/client";
import { openConsultation } from "@/api/endpoints";
import { DateField } from "@/features/archive/DateField";
import { ReasonDialog } from "@/features/archive/ReasonDialog";
import { nowUs } from "@/time/clock";
import { formatCertainClock, formatNumber } from "@/time/format";
import { dateValue, instantsOf, readLocal, timeValue } from "@/time/zone";
import { codeText, failureText } from "@/ui/failureText";
import { Icon } from "@/ui/icons";
import { say } from "@/ui/toasts";
import { getReplay, replayPicture, startReplay, stopReplay, type Replay, type ReplayFound, type RuleDraft } from "./api";

interface Props {
  cameraId: string;
  rules: readonly RuleDraft[];
  width: number;
  height: number;
  calibration: Record<string, unknown> | null;
  ruleName: (id: string) => string;
}

const MINUTE_US = 60e6;
const ASK_EVERY_MS = 1_000;
const FIRST_MINUTES = 10;

export function ReplayPanel({ cameraId, rules, width, height, calibration, ruleName }: Props) {
  const { t } = useTranslation();
  const [date, setDate] = useState(() => dateValue(nowUs()));
  const [time, setTime] = useState(() => timeValue(nowUs() - FIRST_MINUTES * MINUTE_US));
  const [minutes, setMinutes] = useState(FIRST_MINUTES);
  const [asking, setAsking] = useState(false);
  const [run, setRun] = useState<Replay | null>(null);
  const startUs = useMemo(() => {
    const local = readLocal(date, time);
    return local === null ? undefined : instantsOf(local)[0];
  }, [date, time]);
  const bad = startUs === undefined || startUs + MINUTE_US > nowUs();
  const runId = run?.id ?? null;
  const running = run?.state === "running";

  useEffect(() => {
    if (runId === null) return undefined;
    const timer = setInterval(() => {
      void getReplay(runId).then((result) => {
        if (result.ok) setRun(result.data);
        else if (isGone(result.failure)) {
          say(failureText(t, result.failure), { tone: "bad" });
          setRun(null);
        }
      });
    }, ASK_EVERY_MS);
    return () => clearInterval(timer);
  }, [runId, t]);
  useEffect(() => (runId === null ? undefined : () => void stopReplay(runId)), [runId]);

  const start = async (reason: string, basis: string): Promise<string | null> => {
    if (startUs === undefined) return t("archive.badDate");
    const interval = { start_us: startUs, end_us: Math.min(startUs + minutes * MINUTE_US, Math.floor(nowUs())) };
    const opened = await openConsultation({ camera_ids: [cameraId], ...interval, reason, basis });
    if (!opened.ok) return failureText(t, opened.failure);
    const request = { rules, width_px: width, height_px: height, calibration, ...interval, consultation: opened.data.id };
    const started = await startReplay(cameraId, request);
    if (!started.ok) return failureText(t, started.failure);
    setRun(started.data);
    setAsking(false);
    return null;
  };
  const stop = async (): Promise<void> => {
    if (run === null) return;
    const result = await stopReplay(run.id);
    if (!result.ok) say(failureText(t, result.failure), { tone: "bad" });
    setRun(null);
  };

  return (
    <section aria-label={t("analytics.replay.title")}>
      <h2>{t("analytics.replay.title")}</h2>
      <p className="muted">{t("analytics.replay.intro")}</p>
      <div className="replay-form">
        <DateField date={date} onDate={setDate} />
        <TextInput label={t("archive.time")} inputMode="numeric" value={time} onChange={(event) => setTime(event.currentTarget.value)} error={bad ? t("archive.badDate") : undefined} />
        <NumberInput label={t("analytics.replay.minutes")} value={minutes} min={1} max={60} allowDecimal={false} onChange={(value) => typeof value === "number" && setMinutes(value)} />
      </div>
      <div className="editor-bar">
        <Button leftSection={<Icon name="lock" size={16} />} disabled={bad || running || rules.length === 0} onClick={() => setAsking(true)}>
          {t("analytics.replay.start")}
        </Button>
        {run !== null && (
          <Button variant="default" onClick={() => void stop()}>
            {running ? t("shell.cancel") : t("analytics.replay.forget")}
          </Button>
        )}
      </div>
      {rules.length === 0 && <p className="muted">{t("analytics.replay.noRules")}</p>}
      {run !== null && <Outcome run={run} ruleName={ruleName} />}
      <ReasonDialog opened={asking} onClose={() => setAsking(false)} onConfirm={start} />
    </section>
  );
}

/** A busy server is asked again; a result that is erased, or not open any more, is taken off the page. */
const isGone = (failure: Failure): boolean => failure.kind === "refused" || (failure.kind === "rejected" && failure.status === 404);

function Outcome({ run, ruleName }: { run: Replay; ruleName: (id: string) => string }) {
  const { t, i18n } = useTranslation();
  const share = (100 * (run.at_us - run.start_us)) / Math.max(1, run.end_us - run.start_us);
  const text = (): string => {
    if (run.state === "running") return t("analytics.replay.running", { time: formatCertainClock(run.at_us), n: run.found.length });
    if (run.state === "done") return t("analytics.replay.done", { n: run.found.length, looks: formatNumber(run.counts.looks ?? 0, i18n.language) });
    return codeText(t, run.problem ?? "") ?? t("analytics.replay.failed", { message: run.message ?? run.problem ?? "" });
  };
  const closed = Object.keys(run.closed);
  return (
    <div className="replay-outcome">
      <Progress value={share} aria-label={t("analytics.replay.progress")} animated={run.state === "running"} />
      <p role="status">{text()}</p>
      {closed.length > 0 && <p className="bad">{t("analytics.replay.closed", { rules: closed.map(ruleName).join(", ") })}</p>}
      {(run.counts.broken ?? 0) > 0 && <p className="bad">{t("analytics.replay.broken", { n: run.counts.broken ?? 0 })}</p>}
      <ol className="replay-found">
        {run.found.map((found, index) => (
          <FoundCard key={`${found.rule} ${found.at_us} ${index}`} run={run} found={found} number={index} name={ruleName(found.rule)} />
        ))}
      </ol>
    </div>
  );
}

function FoundCard({ run, found, number, name }: { run: Replay; found: ReplayFound; number: number; name: string }) {
  const { t, i18n } = useTranslation();
  const [left, top, right, bottom] = found.region_px;
  const [width, height] = found.size_px;
  const seconds = found.ended_us === null ? null : (found.ended_us - found.at_us) / 1e6;
  return (
    <li>
      <div className="replay-picture" style={{ aspectRatio: `${width} / ${height}` }}>
        <img src={replayPicture(run.id, number)} alt={t("analytics.replay.picture", { rule: name, time: formatCertainClock(found.at_us) })} />
        <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
          <rect x={left} y={top} width={Math.max(right - left, 1)} height={Math.max(bottom - top, 1)} />
        </svg>
      </div>
      <p>
        <strong>{name}</strong> <time>{formatCertainClock(found.at_us)}</time>
      </p>
      <p className="muted">
        {t("alerts.confidence")} {formatNumber(found.confidence * 100, i18n.language)} %
        {seconds !== null && ` · ${t("analytics.replay.lasted", { s: formatNumber(seconds, i18n.language, 1) })}`}
      </p>
    </li>
  );
}
