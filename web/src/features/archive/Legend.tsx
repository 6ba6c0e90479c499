// What the colours of the time line mean.
import { useTranslation } from "react-i18next";

export function Legend({ hasHolds }: { hasHolds: boolean }) {
  const { t } = useTranslation();
  return (
    <ul className="legend">
      <li className="legend-recorded">{t("archive.legendRecorded")}</li>
      <li className="legend-gap">{t("archive.legendGap")}</li>
      {hasHolds && <li className="legend-held">{t("archive.legendHeld")}</li>}
    </ul>
  );
}
