// How instants, durations and quantities are written. Times always carry the UTC offset where they could be ambiguous.
import { isTwice, localTime, offsetMinutes, two, ZONE } from "./zone";

/** English as Europe writes it: the day before the month, hours up to 24. */
function localeOf(language: string): string {
  return language === "en" ? "en-GB" : language;
}

export function formatOffset(us: number): string {
  const minutes = offsetMinutes(us);
  const sign = minutes < 0 ? "−" : "+";
  const whole = Math.floor(Math.abs(minutes) / 60);
  const rest = Math.abs(minutes) % 60;
  return `UTC${sign}${whole}${rest === 0 ? "" : `:${two(rest)}`}`;
}

export function formatClock(us: number): string {
  const t = localTime(us);
  return `${two(t.hour)}:${two(t.minute)}:${two(t.second)}`;
}

/** The time, with its offset in the hour that one night has twice: `02:30:00 UTC+2`. */
export function formatCertainClock(us: number): string {
  return isTwice(us) ? `${formatClock(us)} ${formatOffset(us)}` : formatClock(us);
}

export function formatDate(us: number, language: string): string {
  return new Intl.DateTimeFormat(localeOf(language), { timeZone: ZONE, weekday: "long", day: "numeric", month: "long", year: "numeric" }).format(us / 1000);
}

export function formatShortDate(us: number, language: string): string {
  return new Intl.DateTimeFormat(localeOf(language), { timeZone: ZONE, day: "2-digit", month: "2-digit", year: "numeric" }).format(us / 1000);
}

/** Date, time and offset: `23/11/2026 10:31:07 (UTC+1)`. */
export function formatInstant(us: number, language: string): string {
  return `${formatShortDate(us, language)} ${formatClock(us)} (${formatOffset(us)})`;
}

/** A duration in the two largest units that say something: `12 s`, `3 min 04 s`, `2 h 05 min`, `3 j 4 h`. */
export function formatDuration(seconds: number, language: string): string {
  const s = Math.max(0, Math.floor(seconds));
  const day = language.startsWith("fr") ? "j" : "d";
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${two(s % 60)} s`;
  if (s < 86_400) return `${Math.floor(s / 3600)} h ${two(Math.floor((s % 3600) / 60))} min`;
  return `${Math.floor(s / 86_400)} ${day} ${Math.floor((s % 86_400) / 3600)} h`;
}

export function formatBytes(bytes: number, language: string): string {
  const unit = language.startsWith("fr") ? "o" : "B";
  const steps = ["", "k", "M", "G", "T", "P"];
  let value = bytes;
  let step = 0;
  while (value >= 1000 && step < steps.length - 1) {
    value /= 1000;
    step += 1;
  }
  const digits = value >= 100 || step === 0 ? 0 : 1;
  return `${formatNumber(value, language, digits)} ${steps[step] ?? ""}${unit}`;
}

export function formatBitrate(bps: number, language: string): string {
  return bps >= 1e6 ? `${formatNumber(bps / 1e6, language, 1)} Mbit/s` : `${formatNumber(bps / 1e3, language, 0)} kbit/s`;
}

export function formatNumber(value: number, language: string, digits = 0): string {
  return new Intl.NumberFormat(localeOf(language), { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}
