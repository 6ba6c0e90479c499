// The part of the day shown by the time line, and where instants fall in it. Pure.
import { formatClock, formatOffset } from "@/time/format";
import { civilDay, isTwice, localTime, offsetMinutes, two } from "@/time/zone";
import type { Interval } from "@/api/types";

const SHORTEST_US = 5e6;
const DAY_S = 86_400;
const STEPS_S = [1, 2, 5, 10, 30, 60, 300, 600, 1800, 3600, 7200, 10_800, 14_400, 21_600, DAY_S, 2 * DAY_S];

export function zoomed(view: Interval, day: Interval, factor: number, aroundUs: number): Interval {
  const length = clamp((view.end_us - view.start_us) * factor, SHORTEST_US, day.end_us - day.start_us);
  const share = (aroundUs - view.start_us) / (view.end_us - view.start_us);
  return within(aroundUs - share * length, length, day);
}

export function panned(view: Interval, day: Interval, byUs: number): Interval {
  return within(view.start_us + byUs, view.end_us - view.start_us, day);
}

/** The view moved just enough to show this instant. */
export function showing(view: Interval, day: Interval, us: number): Interval {
  if (us >= view.start_us && us <= view.end_us) return view;
  const length = view.end_us - view.start_us;
  return within(us - length / 2, length, day);
}

function within(startUs: number, lengthUs: number, day: Interval): Interval {
  const start = clamp(startUs, day.start_us, day.end_us - lengthUs);
  return { start_us: start, end_us: start + lengthUs };
}

const MONTH_US = 31 * DAY_S * 1e6;

/** A month that ends with the day, or with today where that is later by less. */
export function scopeOf(day: Interval, nowUs: number): Interval {
  const today = civilDay(nowUs).end_us;
  const end = Math.max(day.end_us, Math.min(today, day.start_us + MONTH_US / 2));
  return { start_us: Math.min(day.start_us, end - MONTH_US), end_us: end };
}

export function xOf(us: number, view: Interval, widthPx: number): number {
  return ((us - view.start_us) / (view.end_us - view.start_us)) * widthPx;
}

export function usAt(x: number, view: Interval, widthPx: number): number {
  return view.start_us + (x / widthPx) * (view.end_us - view.start_us);
}

export interface Tick {
  us: number;
  label: string;
}

/** Round local times, about one every `everyPx`; on the nights of a clock change labels follow the clocks and tell which. */
export function ticks(view: Interval, widthPx: number, everyPx = 100): Tick[] {
  const secondsPerTick = ((view.end_us - view.start_us) / 1e6 / Math.max(1, widthPx)) * everyPx;
  const stepS = STEPS_S.find((step) => step >= secondsPerTick) ?? 7 * DAY_S;
  const found: Tick[] = [];
  if (stepS >= DAY_S) return midnights(view, stepS / DAY_S);
  let us = alignedAfter(view.start_us, stepS);
  while (us <= view.end_us) {
    found.push({ us, label: label(us, stepS) });
    us = alignedAfter(us + 1e6, stepS);
  }
  return found;
}

/** Days of 23, 24 and 25 hours alike begin where they begin. */
function midnights(view: Interval, days: number): Tick[] {
  const found: Tick[] = [];
  for (let us = civilDay(view.start_us - 1).end_us, n = 0; us <= view.end_us; us = civilDay(us).end_us, n += 1) {
    const { day, month } = localTime(us);
    if (n % days === 0) found.push({ us, label: `${two(day)}/${two(month)}` });
  }
  return found;
}

/** The first instant from `us` on whose local time is a round number of steps, whatever the clocks do meanwhile. */
function alignedAfter(us: number, stepS: number): number {
  const shifts = [offsetMinutes(us) * 60, offsetMinutes(us + 2 * stepS * 1e6) * 60];
  const found = shifts.flatMap((shiftS) => {
    const first = (Math.ceil((us / 1e6 + shiftS) / stepS) * stepS - shiftS) * 1e6;
    return [first, first + stepS * 1e6].filter((each) => offsetMinutes(each) * 60 === shiftS);
  });
  return Math.min(...found);
}

function label(us: number, stepS: number): string {
  const clock = stepS < 60 ? formatClock(us) : formatClock(us).slice(0, 5);
  return isTwice(us) ? `${clock} ${formatOffset(us)}` : clock;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
