// The part of the day whose playlist is asked for at once: an hour, so that opening stays quick whatever the day holds.
import type { Interval } from "@/api/types";

export interface ReadWindow extends Interval {
  /** Where reading begins in it. */
  startUs: number;
}

const BEFORE_US = 900e6;
const AFTER_US = 2700e6;
const SHORTEST_US = 1e6;

export function windowAround(us: number, day: Interval, nowUs: number): ReadWindow {
  const start = Math.max(day.start_us, Math.floor(us - BEFORE_US));
  const end = Math.min(day.end_us, Math.floor(us + AFTER_US), Math.floor(nowUs));
  return { startUs: us, start_us: start, end_us: Math.max(end, start + SHORTEST_US) };
}

/** What follows, with a little of what came before so that nothing is skipped. */
export function windowAfter(window: ReadWindow, day: Interval, nowUs: number): ReadWindow {
  return windowAround(window.end_us, day, nowUs);
}

export function isInside(window: Interval, us: number): boolean {
  return window.start_us <= us && us < window.end_us;
}
