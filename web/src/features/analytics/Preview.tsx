// Boxes and tracks of the analysis over the picture, and for each rule in force why it rings or why not.
import { useTranslation } from "react-i18next";
import { formatNumber } from "@/time/format";
import type { RuleDraft } from "./api";
import type { Scene } from "./useScene";

export function Preview({ scene }: { scene: Scene | null }) {
  const { t } = useTranslation();
  if (scene === null) return null;
  const [width, height] = scene.size_px;
  return (
    <svg className="preview" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={t("analytics.seen", { n: scene.objects.length })}>
      {scene.objects.map(({ object_id, box_px: [left, top, right, bottom], trail_px }) => (
        <g key={object_id}>
          <rect x={left} y={top} width={right - left} height={bottom - top} />
          <polyline points={trail_px.map((point) => point.join(",")).join(" ")} />
        </g>
      ))}
    </svg>
  );
}

const REASONS = ["no_basis", "not_lawful", "no_field", "basis_ended", "suspended"] as const;
type Reason = (typeof REASONS)[number];

export function Why({ scene, rules }: { scene: Scene | null; rules: readonly RuleDraft[] }) {
  const { t, i18n } = useTranslation();
  const text = (rule: RuleDraft): string => {
    if (scene === null) return t("analytics.whyUnknown");
    const closed = REASONS.find((reason): reason is Reason => reason === scene.closed[rule.id]);
    if (closed !== undefined) return t(`analytics.whyClosed.${closed}`);
    return scene.ringing.includes(rule.id) ? t("analytics.whyRings") : t("analytics.whyQuiet");
  };
  const explained = (rule: RuleDraft): string | null => {
    const told = scene?.explained[rule.id];
    if (told === undefined) return null;
    if (told.holds_s === undefined) return t("analytics.whyNobody");
    const number = (value: number, digits: number): string => formatNumber(value, i18n.language, digits);
    return t("analytics.whyNearest", {
      n: told.candidates,
      holds: number(told.holds_s, 1),
      needs: number(told.needs_s, 1),
      confidence: number((told.confidence ?? 0) * 100, 0),
      least: number((told.needs_confidence ?? 0) * 100, 0),
    });
  };
  return (
    <section aria-label={t("analytics.why")}>
      <h2>{t("analytics.why")}</h2>
      <p className="muted">{scene === null ? t("analytics.whyWaiting") : t("analytics.seen", { n: scene.objects.length })}</p>
      <dl className="why">
        {rules.map((rule) => (
          <div key={rule.id}>
            <dt>{t(`alerts.kinds.${rule.kind}`)}</dt>
            <dd>
              {text(rule)}
              {explained(rule) !== null && <span className="muted"> {explained(rule)}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
