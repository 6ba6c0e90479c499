import { describe, expect, it } from "vitest";
import type { Timeline } from "@/api/types";
import { paintTimeline, rowAt, rowHeight, timelineHeight, type TimelineColours, type TimelineRow, type TimelineScene } from "./paintTimeline";

const COLOURS: TimelineColours = {
  ground: "ground",
  recorded: "recorded",
  gap: "gap",
  held: "held",
  line: "line",
  text: "text",
  head: "head",
  alert: "alert",
  chosen: "chosen",
};
const WIDE = 1000;
const MINUTE_US = 60e6;

interface Drawn {
  colour: string;
  alpha: number;
  x: number;
  y: number;
  wide: number;
}

/** Keeps the rectangles and the triangles' tips, by colour. */
function paint(scene: TimelineScene): { bars: Drawn[]; tips: { colour: string; x: number; y: number }[]; texts: string[] } {
  const bars: Drawn[] = [];
  const tips: { colour: string; x: number; y: number }[] = [];
  const texts: string[] = [];
  const context = {
    fillStyle: "",
    globalAlpha: 1,
    font: "",
    textAlign: "",
    textBaseline: "",
    last: { x: 0, y: 0 },
    clearRect: () => undefined,
    fillRect(x: number, y: number, wide: number) {
      bars.push({ colour: this.fillStyle, alpha: this.globalAlpha, x, y, wide });
    },
    fillText: (text: string) => texts.push(text),
    measureText: () => ({ width: 50 }),
    beginPath: () => undefined,
    moveTo: () => undefined,
    lineTo(x: number, y: number) {
      this.last = { x, y };
    },
    closePath: () => undefined,
    fill() {
      tips.push({ colour: this.fillStyle, ...this.last });
    },
  };
  paintTimeline(context as unknown as CanvasRenderingContext2D, WIDE, timelineHeight(scene.rows.length), scene, COLOURS);
  return { bars, tips, texts };
}

const view = { start_us: 0, end_us: 100 * MINUTE_US };
const timeline = (change: Partial<Timeline>): Timeline => ({ spans: [], gaps: [], holds: [], retention_days: 30, oldest_us: 0, ...change });

function sceneOf(rows: readonly TimelineRow[]): TimelineScene {
  return { view, rows, day: view, chosen: null, positionUs: null, hoverUs: null, nowUs: 90 * MINUTE_US };
}

const rowsOf = (count: number, of: Timeline, alertsUs: readonly number[] = []): TimelineRow[] =>
  Array.from({ length: count }, (_, index) => ({ cameraId: String(index), name: `Caméra ${index + 1}`, timeline: of, alertsUs }));

describe("the time line of several cameras", () => {
  it("draws sixteen rows, each found again under the pointer", () => {
    const { bars, texts } = paint(sceneOf(rowsOf(16, timeline({ spans: [{ start_us: 0, end_us: 50 * MINUTE_US }] }))));
    const recorded = bars.filter((bar) => bar.colour === "recorded");
    expect(recorded.map((bar) => rowAt(bar.y, 16))).toEqual(Array.from({ length: 16 }, (_, index) => index));
    expect(recorded.every((bar) => bar.x === 0 && bar.wide === 500)).toBe(true);
    expect(texts.filter((text) => text.startsWith("Caméra"))).toHaveLength(16);
    expect(timelineHeight(16)).toBeLessThan(400);
    expect([rowAt(0, 16), rowAt(timelineHeight(16), 16)]).toEqual([null, null]);
    expect(rowHeight(1)).toBeGreaterThan(rowHeight(16));
  });

  it("draws interruptions, one that lasts up to now, what is held, and alerts", () => {
    const held = timeline({
      gaps: [
        { start_us: 10 * MINUTE_US, end_us: 20 * MINUTE_US, reason: "unreachable" },
        { start_us: 80 * MINUTE_US, end_us: null, reason: "unreachable" },
      ],
      holds: [{ start_us: 30 * MINUTE_US, end_us: 40 * MINUTE_US }],
    });
    const { bars, tips } = paint(sceneOf(rowsOf(2, held, [60 * MINUTE_US])));
    const places = (colour: string): number[][] => bars.filter((bar) => bar.colour === colour).map((bar) => [bar.x, bar.wide]);
    expect(places("gap")).toEqual([[100, 100], [800, 100], [100, 100], [800, 100]]);
    expect(places("held")).toEqual([[300, 100], [300, 100]]);
    expect(tips.filter((tip) => tip.colour === "alert").map((tip) => tip.x)).toEqual([600, 600]);
  });

  it("shows what is shorter than a pixel, and dims what the consultation does not open", () => {
    const scene = sceneOf(rowsOf(1, timeline({ spans: [{ start_us: 50 * MINUTE_US, end_us: 50 * MINUTE_US + 1 }] })));
    const { bars } = paint({ ...scene, day: { start_us: 20 * MINUTE_US, end_us: 60 * MINUTE_US } });
    expect(bars.find((bar) => bar.colour === "recorded")?.wide).toBe(1);
    expect(bars.filter((bar) => bar.alpha === 0.6).map((bar) => [bar.x, bar.wide])).toEqual([[0, 200], [600, 400]]);
  });
});
