// One camera's recording in the grid: its picture where there is one, else why there is none.
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { playlistUrl } from "@/api/endpoints";
import type { Camera, Timeline } from "@/api/types";
import { formatClock } from "@/time/format";
import type { Conductor } from "./Conductor";
import { CoverText } from "./CoverText";
import { coverAt } from "./cover";
import { HlsPlayer } from "./HlsPlayer";
import { hourText } from "./hourText";
import type { ReadWindow } from "./readWindow";

interface Props {
  camera: Camera;
  conductor: Conductor;
  reading: ReadWindow;
  consultation: string;
  timeline: Timeline | null;
  positionUs: number;
  covered: boolean;
}

const NOTHING_THERE = "HTTP 404";

export function Pane({ camera, conductor, reading, consultation, timeline, positionUs, covered }: Props) {
  const { t } = useTranslation();
  const [element, attach] = useState<HTMLVideoElement | null>(null);
  const [ready, setReady] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const url = playlistUrl(camera.id, reading, consultation);
  const startUs = reading.startUs;

  useEffect(() => {
    if (element === null) return undefined;
    const player = new HlsPlayer(element, url, startUs, {
      onReady: () => {
        setReady(true);
        setFailed(null);
      },
      onFailed: setFailed,
    });
    conductor.add(camera.id, player);
    return () => {
      conductor.remove(camera.id);
      player.destroy();
    };
  }, [element, url, startUs, conductor, camera.id]);

  const broken = failed !== null && failed !== NOTHING_THERE;
  const cover = coverAt(timeline, positionUs);
  return (
    <section className="tile pane" aria-label={camera.name}>
      <video ref={attach} className="picture" data-camera={camera.id} hidden={!covered} muted playsInline aria-label={camera.name} />
      {!covered && (
        <div className="tile-message tile-message-quiet">
          {broken && t("archive.failed", { code: failed })}
          {!broken && !ready && failed === null && t("archive.loading")}
          {!broken && (ready || failed !== null) && (timeline?.spans.length === 0 ? t("archive.nothing") : <CoverText cover={cover} />)}
        </div>
      )}
      <div className="tile-label">
        <span className="tile-name">{camera.name}</span>
        <time className="tile-time">
          <strong>{formatClock(positionUs)}</strong> {hourText(t, positionUs)}
        </time>
      </div>
    </section>
  );
}
