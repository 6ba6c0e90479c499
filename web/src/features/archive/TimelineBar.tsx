// The time line: a slider drawn on a canvas. Wheel zooms, drag moves, a click seeks; the keyboard does all of it too.
import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import { useMantineColorScheme } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import type { Interval } from "@/api/types";
import { nowUs } from "@/time/clock";
import { formatClock, formatShortDate } from "@/time/format";
import { coloursOf } from "./colours";
import { paintTimeline, rowAt, timelineHeight, type TimelineRow } from "./paintTimeline";
import { coverAt } from "./cover";
import { CoverText } from "./CoverText";
import { hourText } from "./hourText";
import { isInside } from "./readWindow";
import { Thumbnail } from "./Thumbnail";
import { panned, usAt, xOf, zoomed } from "./viewport";

interface Props {
  /** What the consultation opens. */
  day: Interval;
  /** How far the line can be zoomed out. */
  scope: Interval;
  view: Interval;
  rows: readonly TimelineRow[];
  chosen: Interval | null;
  positionUs: number | null;
  onView: (view: Interval) => void;
  consultation: string;
  onSeek: (us: number) => void;
}

const DRAG_STARTS_PX = 4;

export function TimelineBar({ day, scope, view, rows, chosen, positionUs, onView, onSeek, consultation }: Props) {
  const { t, i18n } = useTranslation();
  const { ref: box, width } = useElementSize();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [hoverUs, setHoverUs] = useState<number | null>(null);
  const [hoverRow, setHoverRow] = useState(0);
  const height = timelineHeight(rows.length);
  const drag = useRef<{ x: number; moved: boolean } | null>(null);
  const { colorScheme } = useMantineColorScheme();

  useEffect(() => {
    const surface = canvas.current;
    const context = surface?.getContext("2d");
    if (!surface || !context || width === 0) return;
    const scale = window.devicePixelRatio;
    surface.width = Math.round(width * scale);
    surface.height = Math.round(height * scale);
    context.setTransform(scale, 0, 0, scale, 0, 0);
    paintTimeline(context, width, height, { view, rows, day, chosen, positionUs, hoverUs, nowUs: nowUs() }, coloursOf(surface));
  }, [view, rows, day, chosen, positionUs, hoverUs, width, height, colorScheme]);

  useEffect(() => {
    const surface = canvas.current;
    if (surface === null) return undefined;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const around = usAt(event.offsetX, view, width);
      const length = view.end_us - view.start_us;
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        onView(panned(view, scope, ((event.deltaX || event.deltaY) / 600) * length));
      } else onView(zoomed(view, scope, Math.exp(event.deltaY / 400), around));
    };
    surface.addEventListener("wheel", onWheel, { passive: false });
    return () => surface.removeEventListener("wheel", onWheel);
  }, [view, scope, width, onView]);

  const xIn = (event: PointerEvent): number => event.clientX - (canvas.current?.getBoundingClientRect().left ?? 0);
  const move = (event: PointerEvent): void => {
    setHoverUs(usAt(xIn(event), view, width));
    setHoverRow(rowAt(event.clientY - (canvas.current?.getBoundingClientRect().top ?? 0), rows.length) ?? 0);
    const start = drag.current;
    if (start === null) return;
    const by = event.clientX - start.x;
    if (!start.moved && Math.abs(by) < DRAG_STARTS_PX) return;
    drag.current = { x: event.clientX, moved: true };
    onView(panned(view, scope, (-by / width) * (view.end_us - view.start_us)));
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
      "+": () => onView(zoomed(view, scope, 0.5, at)),
      "-": () => onView(zoomed(view, scope, 2, at)),
    };
    const act = acts[event.key];
    if (act === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };

  const at = positionUs ?? view.start_us;
  const cover = coverAt(rows[0]?.timeline ?? null, at);
  const hovered = rows[hoverRow];
  const under = coverAt(hovered?.timeline ?? null, hoverUs ?? at);
  const state = cover.kind === "recorded" ? t("archive.recorded") : t("archive.notRecorded");
  return (
    <div className="timeline" ref={box}>
      <canvas
        ref={canvas}
        className="timeline-canvas"
        style={{ height }}
        role="slider"
        tabIndex={0}
        aria-label={t("archive.timeline", { date: formatShortDate(day.start_us + 1, i18n.language) })}
        aria-description={t("archive.timelineHelp")}
        aria-valuemin={0}
        aria-valuemax={Math.round((day.end_us - day.start_us) / 1e6)}
        aria-valuenow={Math.round((at - day.start_us) / 1e6)}
        aria-valuetext={t("archive.position", { time: `${formatClock(at)} ${hourText(t, at)}`, state })}
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
        <div className="timeline-hover" style={{ left: Math.min(Math.max(xOf(hoverUs, view, width), 90), width - 90), bottom: height + 6 }}>
          {rows.length > 1 && <div>{hovered?.name}</div>}
          {!isInside(day, hoverUs) && <div>{formatShortDate(hoverUs, i18n.language)}</div>}
          <strong>{formatClock(hoverUs)}</strong> <span className="muted">{hourText(t, hoverUs)}</span>
          <CoverText cover={under} />
          {under.kind === "recorded" && hovered !== undefined && isInside(day, hoverUs) && (
            <Thumbnail cameraId={hovered.cameraId} atUs={hoverUs} consultation={consultation} />
          )}
        </div>
      )}
    </div>
  );
}
