// An open consultation: the picture, its exact time, the controls and the day's time line.
import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { getTimeline, playlistUrl } from "@/api/endpoints";
import type { Camera, Consultation, Interval, Timeline } from "@/api/types";
import { nowUs, useNowUs } from "@/time/clock";
import { formatClock, formatDate, formatInstant, formatOffset } from "@/time/format";
import { failureText } from "@/ui/failureText";
import { say } from "@/ui/toasts";
import { Controls } from "./Controls";
import { Legend } from "./Legend";
import { otherSpeed } from "./speeds";
import { TimelineBar } from "./TimelineBar";
import { usePlayback } from "./usePlayback";
import { usePlaybackKeys } from "./usePlaybackKeys";
import { isInside, windowAfter, windowAround, type ReadWindow } from "./readWindow";
import { showing, zoomed } from "./viewport";

export interface OpenConsultation {
  cameraId: string;
  atUs: number;
  day: Interval;
  consultation: Consultation;
}

interface Props {
  open: OpenConsultation;
  camera: Camera;
  onExpired: () => void;
}

const TIMELINE_EVERY_MS = 15_000;
/** At the end of what was asked for, what was recorded meanwhile is asked for after this time. */
const READ_ON_MS = 4000;
const FIRST_VIEW_US = 3600e6;

export function Recording({ open, camera, onExpired }: Props) {
  const { t, i18n } = useTranslation();
  const { day, atUs, consultation } = open;
  const [timeline, setTimeline] = useState<Timeline | null>(null);
  const [view, setView] = useState<Interval>(() => showing(zoomed(day, day, FIRST_VIEW_US / (day.end_us - day.start_us), atUs), day, atUs));
  const [reading, setReading] = useState<ReadWindow>(() => windowAround(atUs, day, nowUs()));
  const url = playlistUrl(open.cameraId, reading, consultation.id);
  const { attach, controls: playback } = usePlayback(url, reading.startUs, camera.status.fps);
  const { positionUs, seek } = playback;

  useEffect(() => {
    const load = (): void =>
      void getTimeline(open.cameraId, day).then((result) => {
        if (result.ok) setTimeline(result.data);
        else say(failureText(t, result.failure), { tone: "bad" });
      });
    load();
    const timer = setInterval(load, TIMELINE_EVERY_MS);
    return () => clearInterval(timer);
  }, [open.cameraId, day, t]);

  const go = useCallback(
    (us: number) => {
      const within = Math.min(Math.max(us, day.start_us), day.end_us - 1);
      if (isInside(reading, within)) seek(within);
      else setReading(windowAround(within, day, nowUs()));
      setView((before) => showing(before, day, within));
    },
    [day, seek, reading],
  );
  const ended = playback.ended;
  useEffect(() => {
    if (!ended || reading.end_us >= day.end_us) return undefined;
    const timer = setTimeout(() => setReading(windowAfter(reading, day, nowUs())), READ_ON_MS);
    return () => clearTimeout(timer);
  }, [ended, reading, day]);

  const jump = (seconds: number): void => go((positionUs ?? atUs) + seconds * 1e6);
  usePlaybackKeys({
    toggle: playback.toggle,
    back: () => jump(-10),
    forward: () => jump(10),
    stepBack: () => playback.step(-1),
    stepForward: () => playback.step(1),
    faster: () => playback.setSpeed(otherSpeed(playback.speed, 1)),
    slower: () => playback.setSpeed(otherSpeed(playback.speed, -1)),
  });

  const nothing = timeline !== null && timeline.spans.length === 0;
  const message = messageOf();
  function messageOf(): string | null {
    if (nothing) return t("archive.nothing");
    if (playback.failed !== null) return t("archive.failed", { code: playback.failed });
    return playback.ready ? null : t("archive.loading");
  }

  return (
    <>
      <div className="panes panes-1">
        <section className="tile pane" aria-label={camera.name}>
          <video ref={attach} className="picture" muted playsInline aria-label={camera.name} />
          {message !== null && <div className="tile-message tile-message-quiet">{message}</div>}
          <div className="tile-label">
            <span className="tile-name">{camera.name}</span>
            {positionUs !== null && (
              <time className="tile-time tile-time-long">
                {formatDate(positionUs, i18n.language)} <strong>{formatClock(positionUs)}</strong> {formatOffset(positionUs)}
              </time>
            )}
          </div>
        </section>
      </div>
      <TimelineBar day={day} view={view} timeline={timeline} positionUs={positionUs} onView={setView} onSeek={go} open={{ camera: open.cameraId, consultation: consultation.id }} />
      <Controls
        playback={playback}
        disabled={nothing}
        onJump={jump}
        onZoom={(factor) => setView((before) => zoomed(before, day, factor, positionUs ?? atUs))}
        onWholeDay={() => setView(day)}
      />
      <div className="playback-foot">
        <Legend hasHolds={(timeline?.holds.length ?? 0) > 0} />
        {timeline?.retention_days != null && timeline.oldest_us !== null && (
          <span>{t("archive.retention", { days: timeline.retention_days, oldest: formatInstant(timeline.oldest_us, i18n.language) })}</span>
        )}
        <Expiry consultation={consultation} onExpired={onExpired} />
      </div>
    </>
  );
}

function Expiry({ consultation, onExpired }: { consultation: Consultation; onExpired: () => void }) {
  const { t } = useTranslation();
  const expired = useNowUs() > consultation.expires_at_us;
  useEffect(() => {
    if (!expired) return;
    say(t("archive.expired"));
    onExpired();
  }, [expired, onExpired, t]);
  return <span>{t("archive.running", { time: formatClock(consultation.expires_at_us) })}</span>;
}
