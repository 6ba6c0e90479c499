// An open consultation: up to nine pictures on one clock, the controls, and one time line with a row for each camera.
import "./playback.css";
import { useCallback, useEffect, useMemo, useState } from "react";
import { useElementSize } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import type { Camera, Consultation, Interval } from "@/api/types";
import { useSession } from "@/features/people/session";
import { nowUs, useNowUs } from "@/time/clock";
import { formatCertainClock, formatClock, formatDate, formatInstant } from "@/time/format";
import { say } from "@/ui/toasts";
import { Controls } from "./Controls";
import { HoldBar } from "./HoldBar";
import { hourText } from "./hourText";
import { Legend } from "./Legend";
import { chosenBy, NO_MARKS, type Marks } from "./marks";
import { Pane } from "./Pane";
import { paneColumns } from "./paneColumns";
import { otherSpeed } from "./speeds";
import { TimelineBar } from "./TimelineBar";
import { useGrid } from "./useGrid";
import { usePlaybackKeys } from "./usePlaybackKeys";
import { useTimelines } from "./useTimelines";
import { isInside, windowAfter, windowAround, type ReadWindow } from "./readWindow";
import { panned, scopeOf, showing, zoomed } from "./viewport";

export interface OpenConsultation {
  cameraIds: readonly string[];
  atUs: number;
  day: Interval;
  consultation: Consultation;
}

interface Props {
  open: OpenConsultation;
  /** In the order chosen. */
  cameras: readonly Camera[];
  /** Somebody went to an instant that the consultation does not open. */
  onElsewhere: (us: number) => void;
  onExpired: () => void;
  nameOf: (cameraId: string) => string;
}

export const MOST_PICTURES = 9;
/** At the end of what was asked for, what was recorded meanwhile is asked for after this time. */
const READ_ON_MS = 4000;
const FIRST_VIEW_US = 3600e6;

export function Recording({ open, cameras, onElsewhere, onExpired, nameOf }: Props) {
  const { t, i18n } = useTranslation();
  const { can } = useSession();
  const { day, atUs, consultation } = open;
  const scope = useMemo(() => scopeOf(day, nowUs()), [day]);
  const [view, setView] = useState<Interval>(() => showing(zoomed(day, day, FIRST_VIEW_US / (day.end_us - day.start_us), atUs), day, atUs));
  const [reading, setReading] = useState<ReadWindow>(() => windowAround(atUs, day, nowUs()));
  const [marks, setMarks] = useState<Marks>(NO_MARKS);
  const [again, setAgain] = useState(0);
  const shown = cameras.slice(0, MOST_PICTURES);
  const fps = Math.max(0, ...shown.map((camera) => camera.status.fps ?? 0)) || null;
  const { conductor, playback } = useGrid(reading.startUs, shown.length, fps);
  const { positionUs, seek, ended } = playback;
  const rows = useTimelines(cameras, scope, can("watch_live"), again);
  const chosen = useMemo(() => chosenBy(marks), [marks]);

  const go = useCallback(
    (us: number) => {
      if (!isInside(day, us)) {
        onElsewhere(us);
        return;
      }
      if (isInside(reading, us)) seek(us);
      else setReading(windowAround(us, day, nowUs()));
      setView((before) => showing(before, scope, us));
    },
    [day, scope, seek, reading, onElsewhere],
  );
  useEffect(() => {
    if (!ended || reading.end_us >= day.end_us) return undefined;
    const timer = setTimeout(() => setReading(windowAfter(reading, day, nowUs())), READ_ON_MS);
    return () => clearTimeout(timer);
  }, [ended, reading, day]);
  // Backwards, the hour before is asked for when this one is read.
  const before = playback.speed < 0 && positionUs <= reading.start_us && reading.start_us > day.start_us;
  useEffect(() => {
    if (!before) return undefined;
    const timer = setTimeout(() => setReading((now) => windowAround(now.start_us - 1e6, day, nowUs())));
    return () => clearTimeout(timer);
  }, [before, day]);

  const jump = (seconds: number): void => go(Math.min(Math.max(positionUs + seconds * 1e6, day.start_us), day.end_us - 1));
  const zoom = (factor: number): void => setView((now) => zoomed(now, scope, factor, positionUs));
  const move = (share: number): void => setView((now) => panned(now, scope, share * (now.end_us - now.start_us)));
  const markFrom = (): void => setMarks((now) => ({ ...now, fromUs: positionUs }));
  const markTo = (): void => setMarks((now) => ({ ...now, toUs: positionUs }));
  usePlaybackKeys({
    markFrom,
    markTo,
    toggle: playback.toggle,
    back: () => jump(-10),
    forward: () => jump(10),
    stepBack: () => playback.step(-1),
    stepForward: () => playback.step(1),
    faster: () => playback.setSpeed(otherSpeed(playback.speed, 1)),
    slower: () => playback.setSpeed(otherSpeed(playback.speed, -1)),
    zoomIn: () => zoom(0.5),
    zoomOut: () => zoom(2),
    earlier: () => move(-0.25),
    later: () => move(0.25),
  });

  const { ref: panesRef, width, height } = useElementSize();
  const columns = paneColumns(shown.length, width, height);
  const retention = rows[0]?.timeline;
  return (
    <>
      <div className="panes" ref={panesRef} style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}>
        {shown.map((camera, index) => (
          <Pane
            key={camera.id}
            camera={camera}
            conductor={conductor}
            reading={reading}
            consultation={consultation.id}
            timeline={rows[index]?.timeline ?? null}
            positionUs={positionUs}
            covered={playback.covered.has(camera.id)}
          />
        ))}
      </div>
      <div className="playback-clock">
        <time className="tile-time-long">
          {formatDate(positionUs, i18n.language)} <strong>{formatClock(positionUs)}</strong> {hourText(t, positionUs)}
        </time>
        {cameras.length > MOST_PICTURES && <span className="muted">{t("archive.mostPictures", { count: MOST_PICTURES })}</span>}
      </div>
      <TimelineBar day={day} scope={scope} view={view} rows={rows} chosen={chosen} positionUs={positionUs} onView={setView} onSeek={go} consultation={consultation.id} />
      <Controls
        playback={playback}
        disabled={rows.every((row) => row.timeline?.spans.length === 0)}
        onJump={jump}
        onZoom={zoom}
        onWholeDay={() => setView(day)}
        onMonth={() => setView(scope)}
      />
      {can("hold") && (
        <HoldBar
          cameras={cameras}
          marks={marks}
          chosen={chosen}
          onFrom={markFrom}
          onTo={markTo}
          onClear={() => setMarks(NO_MARKS)}
          onChanged={() => setAgain((before) => before + 1)}
          nameOf={nameOf}
        />
      )}
      <div className="playback-foot">
        <Legend hasHolds={rows.some((row) => (row.timeline?.holds.length ?? 0) > 0)} hasAlerts={rows.some((row) => row.alertsUs.length > 0)} />
        {cameras.length === 1 && retention?.retention_days != null && retention.oldest_us !== null && (
          <span>{t("archive.retention", { days: retention.retention_days, oldest: formatInstant(retention.oldest_us, i18n.language) })}</span>
        )}
        <details className="playback-keys">
          <summary>{t("archive.keys")}</summary>
          {t("archive.keysHelp")}
        </details>
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
  return <span>{t("archive.running", { time: formatCertainClock(consultation.expires_at_us) })}</span>;
}
