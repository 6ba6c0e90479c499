// Where the camera of an alert hangs in town, among the others; from its own coordinates, without any map server.
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Camera } from "@/api/types";
import { formatNumber } from "@/time/format";
import { townMap } from "./townMap";

const MARGIN = 0.08;

export function AlertMap({ cameras, cameraId }: { cameras: readonly Camera[]; cameraId: string }) {
  const { t, i18n } = useTranslation();
  const map = useMemo(() => townMap(cameras), [cameras]);
  const here = map?.points.find((point) => point.id === cameraId);
  if (map === null || here === undefined) return <p className="muted">{t("alerts.mapNone")}</p>;
  const camera = cameras.find((each) => each.id === cameraId);
  const side = Math.max(map.width_m, map.height_m);
  const edge = side * MARGIN;
  const length = map.bar_m >= 1000 ? `${formatNumber(map.bar_m / 1000, i18n.language)} km` : `${formatNumber(map.bar_m, i18n.language)} m`;
  return (
    <figure className="alert-map">
      <svg viewBox={`${-edge} ${-edge} ${map.width_m + 2 * edge} ${map.height_m + 3 * edge}`} role="img" aria-label={`${t("alerts.map")} : ${here.name}`}>
        {map.points.map((point) => (
          <circle key={point.id} cx={point.x_m} cy={point.y_m} r={side / 110} className="map-camera">
            <title>{point.name}</title>
          </circle>
        ))}
        <circle cx={here.x_m} cy={here.y_m} r={side / 24} className="map-ring" />
        <circle cx={here.x_m} cy={here.y_m} r={side / 60} className="map-here" />
        <line x1={0} x2={map.bar_m} y1={map.height_m + edge} y2={map.height_m + edge} className="map-scale" />
      </svg>
      <figcaption>
        {camera?.name}
        <span className="muted">
          {" "}
          · {camera?.quarter} · {t("alerts.mapScale", { length })}
        </span>
      </figcaption>
    </figure>
  );
}
