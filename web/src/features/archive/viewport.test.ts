import { describe, expect, it } from "vitest";
import { civilDay } from "@/time/zone";
import { panned, scopeOf, showing, ticks, usAt, xOf, zoomed } from "./viewport";

const day = civilDay(Date.parse("2026-11-23T12:00:00Z") * 1000);

describe("the time line's view", () => {
  it("stays inside the day and keeps the point under the pointer", () => {
    const at = day.start_us + 0.3 * (day.end_us - day.start_us);
    const view = zoomed(day, day, 0.1, at);
    expect(xOf(at, view, 1000)).toBeCloseTo(xOf(at, day, 1000), 3);
    expect(zoomed(view, day, 100, at)).toEqual(day);
    expect(panned(view, day, -1e15).start_us).toBe(day.start_us);
    expect(panned(view, day, 1e15).end_us).toBe(day.end_us);
    expect(usAt(xOf(at, view, 777), view, 777)).toBeCloseTo(at, -1);
  });

  it("never shows less than five seconds", () => {
    const view = zoomed(day, day, 1e-9, day.start_us);
    expect(view.end_us - view.start_us).toBe(5e6);
  });

  it("goes from a month to single seconds, and back, around one instant", () => {
    const month = scopeOf(day, day.end_us);
    expect((month.end_us - month.start_us) / 86_400e6).toBe(31);
    const at = day.start_us + 52_331e6;
    let view = month;
    const shapes = new Set<string>();
    for (let n = 0; n < 40; n += 1) {
      for (const tick of ticks(view, 1500)) shapes.add(tick.label.replace(/\d/g, "0"));
      view = zoomed(view, month, 0.5, at);
      expect(xOf(at, view, 1500)).toBeGreaterThanOrEqual(0);
      expect(xOf(at, view, 1500)).toBeLessThanOrEqual(1500);
    }
    expect([...shapes]).toEqual(["00/00", "00:00", "00:00:00"]);
    expect(view.end_us - view.start_us).toBe(5e6);
    for (let n = 0; n < 40; n += 1) view = zoomed(view, month, 2, at);
    expect(view).toEqual(month);
  });

  it("moves only when it must", () => {
    const view = zoomed(day, day, 0.1, day.start_us);
    expect(showing(view, day, view.start_us + 1e6)).toBe(view);
    const moved = showing(view, day, day.end_us - 1e6);
    expect(moved.end_us).toBe(day.end_us);
  });

  it("marks local hours; those of the two nights of a clock change too", () => {
    const labels = (iso: string): string[] => ticks(civilDay(Date.parse(iso) * 1000), 3000).map((tick) => tick.label);
    expect(labels("2026-11-23T12:00:00Z").slice(0, 4)).toEqual(["00:00", "01:00", "02:00", "03:00"]);
    expect(labels("2026-10-25T12:00:00Z").slice(0, 5)).toEqual(["00:00", "01:00", "02:00 UTC+2", "02:00 UTC+1", "03:00"]);
    const wide = (iso: string): string[] => ticks(civilDay(Date.parse(iso) * 1000), 1800).map((tick) => tick.label);
    expect(wide("2026-10-25T12:00:00Z").slice(0, 5)).toEqual(["00:00", "02:00 UTC+2", "02:00 UTC+1", "04:00", "06:00"]);
    expect(wide("2027-03-28T12:00:00Z").slice(0, 4)).toEqual(["00:00", "04:00", "06:00", "08:00"]);
    expect(labels("2026-03-29T12:00:00Z").slice(0, 4)).toEqual(["00:00", "01:00", "03:00", "04:00"]);
  });
});
