// Civil time of the town. Everything inside is UTC microseconds; local time exists only here and on screen,
// always with its UTC offset so that the night the clocks go back is not ambiguous.

export const ZONE = "Europe/Paris";
export const US_PER_S = 1_000_000;
const US_PER_MIN = 60 * US_PER_S;
const DAY_US = 86_400 * US_PER_S;

export interface LocalTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

const PARTS = new Intl.DateTimeFormat("en-GB", {
  timeZone: ZONE,
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});

export function localTime(us: number): LocalTime {
  const found: Record<string, number> = {};
  for (const part of PARTS.formatToParts(new Date(us / 1000))) found[part.type] = Number(part.value);
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = found;
  return { year, month, day, hour, minute, second };
}

/** Minutes to add to UTC to get local time at that instant. */
export function offsetMinutes(us: number): number {
  const whole = Math.floor(us / US_PER_S) * US_PER_S;
  return Math.round((asIfUtc(localTime(whole)) - whole) / US_PER_MIN);
}

function asIfUtc(t: LocalTime): number {
  return Date.UTC(t.year, t.month - 1, t.day, t.hour, t.minute, t.second) * 1000;
}

/**
 * The instants at which the town's clocks show this time, earliest first: one as a rule, none in the hour
 * skipped in March, two in the hour lived twice in October.
 */
export function instantsOf(local: LocalTime): number[] {
  const guess = asIfUtc(local);
  const offsets = new Set([offsetMinutes(guess - DAY_US), offsetMinutes(guess + DAY_US)]);
  return [...offsets]
    .map((minutes) => guess - minutes * US_PER_MIN)
    .filter((us) => asIfUtc(localTime(us)) === guess)
    .sort((a, b) => a - b);
}

/** Whether the town's clocks show this time twice that night. */
export function isTwice(us: number): boolean {
  return instantsOf(localTime(us)).length > 1;
}

/** First instant of the civil day that contains `us`, and of the next one (23, 24 or 25 hours later). */
export function civilDay(us: number): { start_us: number; end_us: number } {
  const { year, month, day } = localTime(us);
  const midnight = (d: number): number => {
    const noon = new Date(Date.UTC(year, month - 1, d, 12));
    const local = { year: noon.getUTCFullYear(), month: noon.getUTCMonth() + 1, day: noon.getUTCDate() };
    return instantsOf({ ...local, hour: 0, minute: 0, second: 0 })[0] ?? asIfUtc({ ...local, hour: 0, minute: 0, second: 0 });
  };
  return { start_us: midnight(day), end_us: midnight(day + 1) };
}

/** `23/11/2026`, as people write a date here. */
export function dateValue(us: number): string {
  const t = localTime(us);
  return `${two(t.day)}/${two(t.month)}/${String(t.year)}`;
}

/** `02:30:00` of that instant. */
export function timeValue(us: number): string {
  const t = localTime(us);
  return `${two(t.hour)}:${two(t.minute)}:${two(t.second)}`;
}

/**
 * Reads a date (`23/11/2026`, `2026-11-23`) and a time (`2:30`, `02:30:15`, `2h30`) as people type them;
 * null when they are none, 31 February included.
 */
export function readLocal(date: string, time: string): LocalTime | null {
  const t = /^(\d{1,2})\s*[:hH.]\s*(\d{2})(?:\s*[:mM.]\s*(\d{2}))?$/.exec(time.trim());
  const day = readDate(date.trim());
  if (day === null || !t) return null;
  const [hour, minute, second] = [Number(t[1]), Number(t[2]), Number(t[3] ?? 0)];
  return hour > 23 || minute > 59 || second > 59 ? null : { ...day, hour, minute, second };
}

function readDate(text: string): Pick<LocalTime, "year" | "month" | "day"> | null {
  const local = /^(\d{1,2})[/.\s-](\d{1,2})[/.\s-](\d{4})$/.exec(text);
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  const [year, month, day] = (local ? [local[3], local[2], local[1]] : iso ? iso.slice(1) : []).map(Number);
  if (year === undefined || month === undefined || day === undefined) return null;
  const made = new Date(Date.UTC(year, month - 1, day));
  return made.getUTCMonth() === month - 1 && made.getUTCDate() === day ? { year, month, day } : null;
}

export function two(value: number): string {
  return String(value).padStart(2, "0");
}
