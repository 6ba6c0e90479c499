// Name of the camera, and time of the picture on screen with its date and offset when it is not from today.
import { useTranslation } from "react-i18next";
import type { Camera } from "@/api/types";
import { formatCertainClock, formatNumber } from "@/time/format";
import { useCommuneOf } from "@/features/law/useCommunes";
import type { TileStatus } from "./tileStatus";

interface Props {
  index: number | null;
  camera: Camera;
  status: TileStatus;
  pictureUs: number | null;
  delayMs: number | null;
}

export function TileLabel({ index, camera, status, pictureUs, delayMs }: Props) {
  const { t, i18n } = useTranslation();
  // In a shared centre, whose images they are: the agent is under that mayor's authority (CSI L132-14).
  const commune = useCommuneOf(camera.commune);
  return (
    <div className="tile-label">
      {index !== null && <span className="tile-number">{index + 1}</span>}
      <span className={`dot dot-${dotOf(status)}`} aria-hidden="true" />
      <span className="tile-name" title={`${camera.name} — ${camera.site}`}>
        {commune !== null && <strong>{commune} · </strong>}
        {camera.name}
      </span>
      {delayMs !== null && (
        <span className="tile-delay">{t("wall.delay", { ms: formatNumber(Math.max(0, delayMs), i18n.language) })}</span>
      )}
      {pictureUs !== null && <time className="tile-time">{formatCertainClock(pictureUs)}</time>}
    </div>
  );
}

function dotOf(status: TileStatus): string {
  if (status.kind === "live") return "recording";
  if (status.kind === "waiting" || status.kind === "late") return "connecting";
  return "failed";
}
