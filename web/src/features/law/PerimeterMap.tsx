// The outline of an order's perimeter, north up, with its scale and area.
import { useTranslation } from "react-i18next";
import { formatNumber } from "@/time/format";
import { drawingOf, scaleOf, type Perimeter } from "./perimeter";

const MARGIN = 0.06;

export function PerimeterMap({ perimeter, label }: { perimeter: Perimeter; label: string }) {
  const { t, i18n } = useTranslation();
  const { path, width_m, height_m, area_km2 } = drawingOf(perimeter);
  const side = Math.max(width_m, height_m);
  const edge = side * MARGIN;
  const bar = scaleOf(side);
  const length = bar >= 1000 ? `${formatNumber(bar / 1000, i18n.language)} km` : `${formatNumber(bar, i18n.language)} m`;
  const area = t("law.orders.area", { area: formatNumber(area_km2, i18n.language, 2) });
  return (
    <figure className="perimeter">
      <svg viewBox={`${-edge} ${-edge} ${width_m + 2 * edge} ${height_m + 2 * edge + edge}`} role="img" aria-label={`${label} : ${area}`}>
        <path d={path} fillRule="evenodd" className="perimeter-area" vectorEffect="non-scaling-stroke" />
        <line x1={0} x2={bar} y1={height_m + edge} y2={height_m + edge} className="perimeter-scale" vectorEffect="non-scaling-stroke" />
      </svg>
      <figcaption className="muted">
        {t("law.orders.scale", { length })} · {area}
      </figcaption>
    </figure>
  );
}
