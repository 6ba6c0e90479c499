// Cameras of an order or a basis: how many, and which when asked.
import { useTranslation } from "react-i18next";
import type { CameraNames } from "./useCameraNames";

/** Up to this many are written out at once. */
const WRITTEN_OUT = 4;

export function CameraNamesList({ cameras, names }: { cameras: readonly string[]; names: CameraNames }) {
  const { t } = useTranslation();
  const shown = cameras.map((each) => names.get(each) ?? each);
  if (cameras.length <= WRITTEN_OUT) return <span>{shown.join(" · ")}</span>;
  return (
    <details className="law-cameras">
      <summary>{t("law.cameras", { count: cameras.length })}</summary>
      <p>{shown.join(" · ")}</p>
    </details>
  );
}
