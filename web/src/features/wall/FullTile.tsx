// A camera's picture with what is said about it: used by the wall's tiles and by the camera's page.
import { useCallback, useEffect, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Camera } from "@/api/types";
import { LivePicture } from "@/features/video/LivePicture";
import type { PlayerReport } from "@/features/video/player";
import type { StreamState } from "@/features/video/protocol";
import { useNowUs } from "@/time/clock";
import { TileLabel } from "./TileLabel";
import { TileMessage } from "./TileMessage";
import { tileStatus } from "./tileStatus";

interface Props {
  camera: Camera;
  /** Its place on the wall; null when it stands alone. */
  index: number | null;
  enlarged: boolean;
  showDelay: boolean;
  recorderDown: boolean;
  canWatch: boolean;
  children?: ReactNode;
}

interface Seen {
  ageS: number | null;
  pictureUs: number | null;
  delayMs: number | null;
}

const READ_EVERY_MS = 500;

export function FullTile({ camera, index, enlarged, showDelay, recorderDown, canWatch, children }: Props) {
  const { t } = useTranslation();
  const now = useNowUs();
  const report = useRef<PlayerReport | null>(null);
  const [seen, setSeen] = useState<Seen>({ ageS: null, pictureUs: null, delayMs: null });
  const [stream, setStream] = useState<StreamState | null>(null);
  const [unsupported, setUnsupported] = useState(false);
  const onReport = useCallback((next: PlayerReport | null) => {
    report.current = next ?? report.current;
  }, []);
  const onUnsupported = useCallback(() => setUnsupported(true), []);

  useEffect(() => {
    const timer = setInterval(() => setSeen(read(report.current)), READ_EVERY_MS);
    return () => clearInterval(timer);
  }, []);

  const status = tileStatus({ camera: camera.status, stream, unsupported, recorderDown, ageS: seen.ageS, lateS: (seen.delayMs ?? 0) / 1000 });
  const watchable = canWatch && camera.enabled && camera.status.state !== "not_authorised";
  const state = t(`cameras.state.${camera.status.state}`);
  const label = index === null ? `${camera.name}, ${state}` : t("wall.tileOf", { n: index + 1, camera: camera.name, state });

  return (
    <>
      {watchable && (
        <LivePicture
          cameraId={camera.id}
          stream={enlarged || camera.streams.sub === null ? "main" : "sub"}
          shortDelay={enlarged}
          label={label}
          stale={status.kind === "stale"}
          onState={setStream}
          onUnsupported={onUnsupported}
          onReport={onReport}
        />
      )}
      <TileMessage status={status} lastPictureUs={camera.status.last_picture_us} nowUs={now} />
      <TileLabel index={index} camera={camera} status={status} pictureUs={seen.pictureUs} delayMs={showDelay ? seen.delayMs : null} />
      {children}
    </>
  );
}

/** Age is counted from what the player last drew to the present moment, both on this computer's clock. */
function read(report: PlayerReport | null): Seen {
  if (report === null || report.changedAtMs === null) return { ageS: null, pictureUs: null, delayMs: null };
  return { ageS: (performance.now() - report.changedAtMs) / 1000, pictureUs: report.pictureUtcUs, delayMs: report.delayMs };
}
