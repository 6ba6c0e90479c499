// The time line: a slider drawn on a canvas. Wheel zooms, drag moves, a click seeks; the keyboard does all of it too.
import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import { useMantineColorScheme } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import type { Interval, Timeline } from "@/api/types";
import { nowUs } from "@/time/clock";
import { formatClock, formatOffset, formatShortDate } from "@/time/format";
import { coloursOf } from "./colours";
import { paintTimeline } from "./paintTimeline";
import { coverAt } from "./cover";
import { CoverText } from "./CoverText";
import { Thumbnail } from "./Thumbnail";
import { panned, usAt, xOf, zoomed } from "./viewport";

interface Props {
  day: Interval;
  view: Interval;
  timeline: Timeline | null;
  positionUs: number | null;
  onView: (view: Interval) => void;
  open: { camera: string; consultation: string };
  onSeek: (us: number) => void;
}

const HEIGHT_PX = 76;
const DRAG_STARTS_PX = 4;

export function TimelineBar({ day, view, timeline, positionUs, onView, onSeek, open }: Props) {
  const { t, i18n } = useTranslation();
  const { ref: box, width } = useElementSize();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [hoverUs, setHoverUs] = useState<number | null>(null);
  const drag = useRef<{ x: number; moved: boolean } | null>(null);
  const { colorScheme } = useMantineColorScheme();

  useEffect(() => {
    const surface = canvas.current;
    const context = surface?.getContext("2d");
    if (!surface || !context || width === 0) return;
    const scale = window.devicePixelRatio;
    surface.width = Math.round(width * scale);
    surface.height = Math.round(HEIGHT_PX * scale);
    context.setTransform(scale, 0, 0, scale, 0, 0);
    paintTimeline(context, width, HEIGHT_PX, { view, timeline, positionUs, hoverUs, nowUs: nowUs() }, coloursOf(surface));
  }, [view, timeline, positionUs, hoverUs, width, colorScheme]);

  useEffect(() => {
    const surface = canvas.current;
    if (surface === null) return undefined;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const around = usAt(event.offsetX, view, width);
      const length = view.end_us - view.start_us;
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        onView(panned(view, day, ((event.deltaX || event.deltaY) / 600) * length));
      } else onView(zoomed(view, day, Math.exp(event.deltaY / 400), around));
    };
    surface.addEventListener("wheel", onWheel, { passive: false });
    return () => surface.removeEventListener("wheel", onWheel);
  }, [view, day, width, onView]);

  const xIn = (event: PointerEvent): number => event.clientX - (canvas.current?.getBoundingClientRect().left ?? 0);
  const move = (event: PointerEvent): void => {
    setHoverUs(usAt(xIn(event), view, width));
    const start = drag.current;
    if (start === null) return;
    const by = event.clientX - start.x;
    if (!start.moved && Math.abs(by) < DRAG_STARTS_PX) return;
    drag.current = { x: event.clientX, moved: true };
    onView(panned(view, day, (-by / width) * (view.end_us - view.start_us)));
  };
  const release = (event: PointerEvent): void => {
    if (drag.current !== null && !drag.current.moved) onSeek(usAt(xIn(event), view, width));
    drag.current = null;
  };

  const key = (event: KeyboardEvent): void => {
    const at = positionUs ?? view.start_us;
    const step = event.shiftKey ? 60e6 : 10e6;
    const acts: Record<string, () => void> = {
      ArrowLeft: () => onSeek(at - step),
      ArrowRight: () => onSeek(at + step),
      Home: () => onSeek(day.start_us),
      End: () => onSeek(day.end_us - 1e6),
      PageUp: () => onSeek(at - 600e6),
      PageDown: () => onSeek(at + 600e6),
      "+": () => onView(zoomed(view, day, 0.5, at)),
      "-": () => onView(zoomed(view, day, 2, at)),
    };
    const act = acts[event.key];
    if (act === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };

  const at = positionUs ?? view.start_us;
  const cover = coverAt(timeline, at);
  const state = cover.kind === "recorded" ? t("archive.recorded") : t("archive.notRecorded");
  return (
    <div className="timeline" ref={box}>
      <canvas
        ref={canvas}
        className="timeline-canvas"
        role="slider"
        tabIndex={0}
        aria-label={t("archive.timeline", { date: formatShortDate(day.start_us + 1, i18n.language) })}
        aria-description={t("archive.timelineHelp")}
        aria-valuemin={0}
        aria-valuemax={Math.round((day.end_us - day.start_us) / 1e6)}
        aria-valuenow={Math.round((at - day.start_us) / 1e6)}
        aria-valuetext={t("archive.position", { time: `${formatClock(at)} (${formatOffset(at)})`, state })}
        onKeyDown={key}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          drag.current = { x: event.clientX, moved: false };
        }}
        onPointerMove={move}
        onPointerUp={release}
        onPointerLeave={() => setHoverUs(null)}
      />
      {hoverUs !== null && (
        <div className="timeline-hover" style={{ left: Math.min(Math.max(xOf(hoverUs, view, width), 90), width - 90) }}>
          <strong>{formatClock(hoverUs)}</strong> <span className="muted">{formatOffset(hoverUs)}</span>
          <CoverText cover={coverAt(timeline, hoverUs)} />
          {coverAt(timeline, hoverUs).kind === "recorded" && <Thumbnail cameraId={open.camera} atUs={hoverUs} consultation={open.consultation} />}
        </div>
      )}
    </div>
  );
}
