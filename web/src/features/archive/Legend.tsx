// What the colours of the time line mean.
import { useTranslation } from "react-i18next";

export function Legend({ hasHolds, hasAlerts }: { hasHolds: boolean; hasAlerts: boolean }) {
  const { t } = useTranslation();
  return (
    <ul className="legend">
      <li className="legend-recorded">{t("archive.legendRecorded")}</li>
      <li className="legend-gap">{t("archive.legendGap")}</li>
      {hasHolds && <li className="legend-held">{t("archive.legendHeld")}</li>}
      {hasAlerts && <li className="legend-alert">{t("archive.legendAlert")}</li>}
    </ul>
  );
}
