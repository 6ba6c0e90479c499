// The register of destructions: calls, and the days looked at.
import { call, type Result } from "@/api/client";
import type { Interval } from "@/api/types";
import { civilDay, dateValue, instantsOf, readLocal } from "@/time/zone";

export const CAUSES = ["expired", "disk_pressure", "hold_trimmed", "missing", "quarantine"] as const;
export type Cause = (typeof CAUSES)[number];

export interface Sum {
  camera_id: string;
  cause: string;
  segments: number;
  size_bytes: number;
  oldest_us: number;
  newest_us: number;
  /** How long after its day the last of them went; negative when all went before. */
  latest_us: number;
}

export interface Line {
  camera_id: string;
  start_us: number;
  end_us: number;
  due_us: number;
  destroyed_us: number;
  size_bytes: number;
  sha256: string | null;
  cause: string;
}

export interface RegisterPage {
  /** With the first page, of eight days at most. */
  sums: Sum[] | null;
  lines: Line[];
  next: string | null;
}

const asked = (interval: Interval): string => `since_us=${String(interval.start_us)}&until_us=${String(interval.end_us)}`;

export function readRegister(interval: Interval, before: string | null): Promise<Result<RegisterPage>> {
  const more = before === null ? "" : `&before=${encodeURIComponent(before)}`;
  return call("GET", `/api/archive/destructions?${asked(interval)}${more}`);
}

export const registerUrl = (interval: Interval, form: "csv" | "pdf"): string => `/api/archive/destructions.${form}?${asked(interval)}`;

/** From the first day's beginning to the last one's end; null when they are no days or the wrong way round. */
export function intervalOf(from: string, to: string): Interval | null {
  const [first, last] = [dayOf(from), dayOf(to)];
  if (first === null || last === null || last.end_us <= first.start_us) return null;
  return { start_us: first.start_us, end_us: last.end_us };
}

/** The day before an instant's and that day, as they are typed. */
export function lastDays(us: number): { from: string; to: string } {
  const noon = civilDay(us).start_us + 43_200e6;
  return { from: dateValue(noon - 86_400e6), to: dateValue(us) };
}

function dayOf(typed: string): Interval | null {
  const noon = readLocal(typed.trim(), "12:00");
  const us = noon === null ? undefined : instantsOf(noon)[0];
  return us === undefined ? null : civilDay(us);
}

export interface Totals {
  segments: number;
  bytes: number;
  latestUs: number | null;
}

export function totalsOf(sums: readonly Sum[]): Totals {
  return {
    segments: sums.reduce((all, each) => all + each.segments, 0),
    bytes: sums.reduce((all, each) => all + each.size_bytes, 0),
    latestUs: sums.length === 0 ? null : Math.max(...sums.map((each) => each.latest_us)),
  };
}

export const isCause = (text: string): text is Cause => (CAUSES as readonly string[]).includes(text);
