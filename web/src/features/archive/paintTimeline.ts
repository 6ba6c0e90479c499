// Draws the day: hours, what is recorded, interruptions, what is held, the place being read.
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
}

export interface TimelineScene {
  view: Interval;
  timeline: Timeline | null;
  positionUs: number | null;
  hoverUs: number | null;
  nowUs: number;
}

const TICKS_PX = 18;

export function paintTimeline(context: CanvasRenderingContext2D, width: number, height: number, scene: TimelineScene, colours: TimelineColours): void {
  context.clearRect(0, 0, width, height);
  const top = TICKS_PX;
  const tall = height - TICKS_PX;
  context.fillStyle = colours.ground;
  context.fillRect(0, top, width, tall);
  const bar = (interval: Interval, colour: string, from: number, high: number): void => {
    const left = Math.max(0, xOf(interval.start_us, scene.view, width));
    const right = Math.min(width, xOf(interval.end_us, scene.view, width));
    if (right <= 0 || left >= width) return;
    context.fillStyle = colour;
    context.fillRect(left, from, Math.max(1, right - left), high);
  };
  for (const span of scene.timeline?.spans ?? []) bar(span, colours.recorded, top + 6, tall - 12);
  for (const gap of scene.timeline?.gaps ?? []) {
    bar({ start_us: gap.start_us, end_us: gap.end_us ?? scene.nowUs }, colours.gap, top + tall / 2 - 2, 4);
  }
  for (const hold of scene.timeline?.holds ?? []) bar(hold, colours.held, top, 4);
  paintTicks(context, width, height, scene, colours);
  if (scene.hoverUs !== null) paintLine(context, xOf(scene.hoverUs, scene.view, width), top, height, colours.text, 1);
  if (scene.positionUs !== null) paintHead(context, xOf(scene.positionUs, scene.view, width), height, colours.head);
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
