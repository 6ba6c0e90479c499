// Why it rang: rule, confidence, basis, place, values measured and settings in force.
import { useTranslation } from "react-i18next";
import { formatInstant, formatNumber } from "@/time/format";
import type { Alert } from "./api";

export function AlertFacts({ alert }: { alert: Alert }) {
  const { t, i18n } = useTranslation();
  const number = (value: number, digits: number): string => formatNumber(value, i18n.language, digits);
  const rows: [string, string][] = [
    [t("alerts.opened"), formatInstant(alert.opened_us, i18n.language)],
    [t("alerts.confidence"), `${number(alert.confidence * 100, 0)} %`],
    [t("alerts.rule"), t("alerts.ruleVersion", { rule: alert.rule_id, version: alert.rules_version })],
    [t("alerts.basis"), alert.basis_id ?? t("alerts.equipment")],
    [
      t("alerts.ground"),
      alert.ground_m === null
        ? t("alerts.groundNone")
        : t("alerts.groundAt", { x: number(alert.ground_m[0], 1), y: number(alert.ground_m[1], 1) }),
    ],
    [t("alerts.detector"), alert.detector],
  ];
  if (alert.end_reason !== null) rows.push([t("alerts.endReason"), t(`alerts.endReasons.${alert.end_reason}`)]);
  return (
    <section className="alert-facts" aria-label={t("alerts.facts")}>
      <h3>{t("alerts.facts")}</h3>
      <Pairs rows={rows} />
      <Values title={t("alerts.details")} values={alert.details} />
      <Values title={t("alerts.thresholds")} values={alert.thresholds} />
    </section>
  );
}

function Pairs({ rows }: { rows: readonly (readonly [string, string])[] }) {
  return (
    <dl>
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Values({ title, values }: { title: string; values: Record<string, unknown> }) {
  const rows = Object.entries(values).map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)] as const);
  if (rows.length === 0) return null;
  return (
    <details>
      <summary>{title}</summary>
      <Pairs rows={rows} />
    </details>
  );
}
