// Draws the rows: hours, what is recorded, interruptions, what is held, alerts, the part chosen, the place being read.
import type { Interval, Timeline } from "@/api/types";
import { ticks, xOf } from "./viewport";

export interface TimelineColours {
  ground: string;
  recorded: string;
  gap: string;
  held: string;
  line: string;
  text: string;
  head: string;
  alert: string;
  chosen: string;
}

export interface TimelineRow {
  cameraId: string;
  name: string;
  timeline: Timeline | null;
  /** When alerts began. */
  alertsUs: readonly number[];
}

export interface TimelineScene {
  view: Interval;
  rows: readonly TimelineRow[];
  /** The open consultation: outside it, a reason must be given first. */
  day: Interval;
  chosen: Interval | null;
  positionUs: number | null;
  hoverUs: number | null;
  nowUs: number;
}

const TICKS_PX = 18;

/** Height of a row: one camera has room, sixteen still fit a screen. */
export function rowHeight(rows: number): number {
  if (rows <= 1) return 58;
  return rows <= 4 ? 30 : 20;
}

export function timelineHeight(rows: number): number {
  return TICKS_PX + Math.max(1, rows) * rowHeight(rows);
}

/** Which row is at this height; null above them. */
export function rowAt(y: number, rows: number): number | null {
  const row = Math.floor((y - TICKS_PX) / rowHeight(rows));
  return row < 0 || row >= rows ? null : row;
}

export function paintTimeline(context: CanvasRenderingContext2D, width: number, height: number, scene: TimelineScene, colours: TimelineColours): void {
  context.clearRect(0, 0, width, height);
  context.fillStyle = colours.ground;
  context.fillRect(0, TICKS_PX, width, height - TICKS_PX);
  const tall = rowHeight(scene.rows.length);
  scene.rows.forEach((row, index) => paintRow(context, width, { top: TICKS_PX + index * tall, tall }, row, scene, colours));
  paintClosed(context, width, height, scene, colours);
  if (scene.chosen !== null) paintChosen(context, width, height, scene.chosen, scene.view, colours);
  paintTicks(context, width, height, scene, colours);
  if (scene.rows.length > 1) paintNames(context, tall, scene, colours);
  if (scene.hoverUs !== null) paintLine(context, xOf(scene.hoverUs, scene.view, width), TICKS_PX, height, colours.text, 1);
  if (scene.positionUs !== null) paintHead(context, xOf(scene.positionUs, scene.view, width), height, colours.head);
}

interface Band {
  top: number;
  tall: number;
}

function paintRow(context: CanvasRenderingContext2D, width: number, { top, tall }: Band, row: TimelineRow, scene: TimelineScene, colours: TimelineColours): void {
  const margin = Math.round(tall / 10) + 1;
  const bar = (interval: Interval, colour: string, from: number, high: number): void => {
    const left = Math.max(0, xOf(interval.start_us, scene.view, width));
    const right = Math.min(width, xOf(interval.end_us, scene.view, width));
    if (right <= 0 || left >= width) return;
    context.fillStyle = colour;
    context.fillRect(left, from, Math.max(1, right - left), high);
  };
  for (const span of row.timeline?.spans ?? []) bar(span, colours.recorded, top + margin, tall - 2 * margin);
  for (const gap of row.timeline?.gaps ?? []) {
    bar({ start_us: gap.start_us, end_us: gap.end_us ?? scene.nowUs }, colours.gap, top + tall / 2 - 2, 4);
  }
  for (const hold of row.timeline?.holds ?? []) bar(hold, colours.held, top, 4);
  for (const us of row.alertsUs) paintAlert(context, xOf(us, scene.view, width), top + tall - 1, colours.alert);
}

/** A triangle that stands on the row. */
function paintAlert(context: CanvasRenderingContext2D, x: number, foot: number, colour: string): void {
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(x - 5, foot);
  context.lineTo(x + 5, foot);
  context.lineTo(x, foot - 9);
  context.closePath();
  context.fill();
}

/** What the consultation does not open is dimmed. */
function paintClosed(context: CanvasRenderingContext2D, width: number, height: number, scene: TimelineScene, colours: TimelineColours): void {
  const left = Math.min(width, Math.max(0, xOf(scene.day.start_us, scene.view, width)));
  const right = Math.min(width, Math.max(0, xOf(scene.day.end_us, scene.view, width)));
  context.globalAlpha = 0.6;
  context.fillStyle = colours.ground;
  context.fillRect(0, TICKS_PX, left, height);
  context.fillRect(right, TICKS_PX, width - right, height);
  context.globalAlpha = 1;
}

function paintChosen(context: CanvasRenderingContext2D, width: number, height: number, chosen: Interval, view: Interval, colours: TimelineColours): void {
  const left = xOf(chosen.start_us, view, width);
  const right = xOf(chosen.end_us, view, width);
  context.globalAlpha = 0.25;
  context.fillStyle = colours.chosen;
  context.fillRect(left, TICKS_PX, Math.max(1, right - left), height - TICKS_PX);
  context.globalAlpha = 1;
  paintLine(context, left, TICKS_PX, height, colours.chosen, 2);
  paintLine(context, right, TICKS_PX, height, colours.chosen, 2);
}

function paintNames(context: CanvasRenderingContext2D, tall: number, scene: TimelineScene, colours: TimelineColours): void {
  context.font = '12px "Inter Variable", system-ui, sans-serif';
  context.textAlign = "left";
  context.textBaseline = "middle";
  scene.rows.forEach((row, index) => {
    const top = TICKS_PX + index * tall;
    context.fillStyle = colours.ground;
    context.globalAlpha = 0.9;
    context.fillRect(0, top + 2, context.measureText(row.name).width + 14, tall - 4);
    context.globalAlpha = 1;
    context.fillStyle = colours.text;
    context.fillText(row.name, 7, top + tall / 2);
  });
}

function paintTicks(context: CanvasRenderingContext2D, width: number, height: number, scene: TimelineScene, colours: TimelineColours): void {
  context.font = '12px "Inter Variable", system-ui, sans-serif';
  context.textAlign = "center";
  context.textBaseline = "top";
  for (const tick of ticks(scene.view, width)) {
    const x = xOf(tick.us, scene.view, width);
    paintLine(context, x, TICKS_PX, height, colours.line, 1);
    if (x < 16 || x > width - 16) continue;
    context.fillStyle = colours.text;
    context.fillText(tick.label, x, 1);
  }
}

function paintLine(context: CanvasRenderingContext2D, x: number, from: number, to: number, colour: string, wide: number): void {
  context.fillStyle = colour;
  context.fillRect(Math.round(x) - wide / 2, from, wide, to - from);
}

function paintHead(context: CanvasRenderingContext2D, x: number, height: number, colour: string): void {
  paintLine(context, x, TICKS_PX - 4, height, colour, 2);
  context.beginPath();
  context.moveTo(x - 6, TICKS_PX - 6);
  context.lineTo(x + 6, TICKS_PX - 6);
  context.lineTo(x, TICKS_PX + 3);
  context.closePath();
  context.fill();
}
