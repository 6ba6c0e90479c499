// Alerts: the list on the left, on the right the pictures of the chosen one, why it rang, and a person's answer.
import { useMemo, useState } from "react";
import { Button, Loader, SegmentedControl, Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useCameras } from "@/features/cameras/store";
import { formatCertainClock } from "@/time/format";
import { Blank } from "@/ui/Blank";
import { failureText } from "@/ui/failureText";
import { say } from "@/ui/toasts";
import "./alerts.css";
import { AlertClip } from "./AlertClip";
import { AlertFacts } from "./AlertFacts";
import { AlertMap } from "./AlertMap";
import { AlertRow } from "./AlertRow";
import { AnswerBar, WhyDialog } from "./AnswerBar";
import { answerAlert, KINDS, withdrawAnswer, type AlertKind, type Filter, type Verdict } from "./api";
import { Figures } from "./Figures";
import { SuspendAll } from "@/features/analytics/SuspendAll";
import { step } from "./merge";
import { useAlertKeys } from "./useAlertKeys";
import { useAlerts } from "./useAlerts";

export default function AlertsPage() {
  const { t } = useTranslation();
  const { cameras, byId } = useCameras();
  const [show, setShow] = useState<Filter["show"]>("waiting");
  const [cameraId, setCameraId] = useState<string | null>(null);
  const [kind, setKind] = useState<AlertKind | null>(null);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [asking, setAsking] = useState<Verdict | null>(null);
  const [take, setTake] = useState(0);
  const filter = useMemo<Filter>(() => ({ show, cameraId, kind }), [show, cameraId, kind]);
  const { alerts, loading, failure, put, reload } = useAlerts(filter, chosenId);
  const chosen = alerts.find((alert) => alert.id === chosenId) ?? null;
  const cameraName = (id: string): string => byId.get(id)?.name ?? id;

  const withdraw = async (id: string): Promise<void> => {
    const result = await withdrawAnswer(id);
    if (result.ok) put(result.data);
    say(result.ok ? t("alerts.withdrawn") : failureText(t, result.failure), { tone: result.ok ? "calm" : "bad" });
  };
  const send = async (verdict: Verdict, reason: string): Promise<void> => {
    if (chosen === null) return;
    const { id } = chosen;
    const result = await answerAlert(id, verdict, reason);
    setAsking(null);
    if (!result.ok) {
      say(failureText(t, result.failure), { tone: "bad" });
      return;
    }
    put(result.data);
    say(t("alerts.answered", { verdict: t(`alerts.verdicts.${verdict}`) }), { undo: () => void withdraw(id) });
  };
  const answer = (verdict: Verdict): void => {
    if (chosen === null || chosen.answer !== null) return;
    if (verdict === "true") void send(verdict, "");
    else setAsking(verdict);
  };
  const move = (by: 1 | -1): void => setChosenId(step(alerts, chosenId, by));
  const again = (): void => setTake((before) => before + 1);
  useAlertKeys({ j: () => move(1), k: () => move(-1), o: again, 1: () => answer("true"), 2: () => answer("false"), 3: () => answer("not_useful") });

  return (
    <div className="page page-alerts">
      <div className="page-head">
        <h1>{t("alerts.title")}</h1>
        <span className="muted" aria-live="polite">
          {t("alerts.shown", { n: alerts.length })}
        </span>
        <span className="grow" />
        <SegmentedControl
          aria-label={t("alerts.show")}
          value={show}
          onChange={setShow}
          data={(["waiting", "open", "all"] as const).map((value) => ({ value, label: t(`alerts.filters.${value}`) }))}
        />
        <Select
          aria-label={t("alerts.camera")}
          placeholder={t("alerts.allCameras")}
          value={cameraId}
          onChange={setCameraId}
          searchable
          clearable
          clearButtonProps={{ "aria-label": t("alerts.allCameras") }}
          data={cameras.map((camera) => ({ value: camera.id, label: camera.name }))}
        />
        <Select
          aria-label={t("alerts.kind")}
          placeholder={t("alerts.allKinds")}
          value={kind}
          onChange={(value) => setKind(value)}
          clearable
          clearButtonProps={{ "aria-label": t("alerts.allKinds") }}
          data={KINDS.map((value) => ({ value, label: t(`alerts.kinds.${value}`) }))}
        />
      </div>
      <div className="alerts-intro">
        <p className="muted">{t("alerts.intro")}</p>
        <SuspendAll />
      </div>
      {loading && <Loader aria-label={t("shell.loading")} />}
      {failure !== null && (
        <Blank icon="warning" title={failureText(t, failure)}>
          <Button onClick={reload}>{t("alerts.retry")}</Button>
        </Blank>
      )}
      {!loading && failure === null && alerts.length === 0 && (
        <Blank icon="warning" title={show === "waiting" ? t("alerts.empty") : t("alerts.emptyAll")} hint={t("alerts.emptyHint")} />
      )}
      {failure === null && alerts.length > 0 && (
        <div className="alerts">
          <ul className="alerts-list" aria-label={t("alerts.list")}>
            {alerts.map((alert) => (
              <AlertRow
                key={alert.id}
                alert={alert}
                camera={cameraName(alert.camera_id)}
                chosen={alert.id === chosenId}
                onChoose={() => setChosenId(alert.id)}
              />
            ))}
          </ul>
          {chosen === null ? (
            <Blank icon="list" title={t("alerts.choose")} hint={t("alerts.keys")} />
          ) : (
            <section className="alert-detail" aria-label={t(`alerts.kinds.${chosen.kind}`)}>
              <h2>
                {t(`alerts.kinds.${chosen.kind}`)} <span className="muted">{cameraName(chosen.camera_id)}</span>
                <span className="alert-since muted">
                  {chosen.ended_us === null ? t("alerts.ongoing") : t("alerts.ended", { time: formatCertainClock(chosen.ended_us) })}
                </span>
              </h2>
              <AlertClip key={chosen.id} alert={chosen} take={take} onAgain={again} />
              <AnswerBar alert={chosen} onAnswer={answer} onWithdraw={() => void withdraw(chosen.id)} />
              <p className="muted alert-keys">{t("alerts.keys")}</p>
              <AlertMap cameras={cameras} cameraId={chosen.camera_id} />
              <AlertFacts alert={chosen} />
            </section>
          )}
        </div>
      )}
      <Figures />
      <WhyDialog verdict={asking} onClose={() => setAsking(null)} onSend={(reason) => (asking === null ? Promise.resolve() : send(asking, reason))} />
    </div>
  );
}
