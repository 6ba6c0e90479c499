// One alert in the list.
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { formatCertainClock } from "@/time/format";
import type { Alert } from "./api";

interface Props {
  alert: Alert;
  camera: string;
  chosen: boolean;
  onChoose: () => void;
}

export function AlertRow({ alert, camera, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const row = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (chosen) row.current?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  const state = alert.answer === null ? (alert.ended_us === null ? "open" : "waiting") : alert.answer.verdict;
  return (
    <li>
      <button ref={row} type="button" className="alert-row" data-state={state} aria-current={chosen ? "true" : undefined} onClick={onChoose}>
        <span className="alert-row-kind">{t(`alerts.kinds.${alert.kind}`)}</span>
        <time className="alert-row-time" dateTime={new Date(alert.opened_us / 1000).toISOString()}>
          {formatCertainClock(alert.opened_us)}
        </time>
        <span className="alert-row-camera">{camera}</span>
        <span className="alert-row-state">
          {alert.answer !== null ? t(`alerts.verdicts.${alert.answer.verdict}`) : alert.ended_us === null ? t("alerts.ongoing") : t("alerts.waiting")}
        </span>
      </button>
    </li>
  );
}
