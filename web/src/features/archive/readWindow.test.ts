import { describe, expect, it } from "vitest";
import { isInside, windowAfter, windowAround } from "./readWindow";

const day = { start_us: 0, end_us: 86_400e6 };

describe("what is asked for at once", () => {
  it("holds the instant, stays inside the day and never reaches into the future", () => {
    const now = 50_000e6;
    for (let us = 0; us < now; us += 997e6) {
      const window = windowAround(us, day, now);
      expect(isInside(window, us)).toBe(true);
      expect(window.start_us).toBeGreaterThanOrEqual(day.start_us);
      expect(window.end_us).toBeLessThanOrEqual(now);
      expect(window.end_us - window.start_us).toBeLessThanOrEqual(3600e6);
    }
  });

  it("goes on where it ended", () => {
    const first = windowAround(10_000e6, day, 86_400e6);
    const next = windowAfter(first, day, 86_400e6);
    expect(next.startUs).toBe(first.end_us);
    expect(isInside(next, first.end_us)).toBe(true);
  });
});
