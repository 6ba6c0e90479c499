// Civil days of orders: `2026-11-23` on the wire, `23/11/2026` for people. No hour, no zone.
import { readLocal, two } from "@/time/zone";

/** `23/11/2026` of `2026-11-23`. */
export function shownDay(day: string): string {
  const [year, month, date] = day.split("-");
  return `${date ?? ""}/${month ?? ""}/${year ?? ""}`;
}

/** `2026-11-23` of what somebody typed; null when it is no day. */
export function typedDay(text: string): string | null {
  const found = readLocal(text, "12:00");
  return found === null ? null : `${String(found.year)}-${two(found.month)}-${two(found.day)}`;
}

/** The same day some months later (or earlier), or that month's last day, as the law counts. */
export function addMonths(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const first = new Date(Date.UTC(year, month - 1 + months, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  return `${String(first.getUTCFullYear())}-${two(first.getUTCMonth() + 1)}-${two(Math.min(date, last))}`;
}

export const PREPARE_MONTHS = 8;
export const FILE_MONTHS = 4;

/** How far `day` lies between two others, 0 to 1. */
export function share(day: string, first: string, last: string): number {
  const at = (text: string): number => Date.parse(`${text}T00:00:00Z`);
  const length = at(last) - at(first);
  return length <= 0 ? 0 : Math.min(1, Math.max(0, (at(day) - at(first)) / length));
}
