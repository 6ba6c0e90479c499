// Which of the two 02:30 it is, on the night that has two; elsewhere the offset from UTC.
import type { TFunction } from "i18next";
import { formatOffset } from "@/time/format";
import { instantsOf, localTime } from "@/time/zone";

/** Whether the town's clocks show this time twice that night. */
export function isTwice(us: number): boolean {
  return instantsOf(localTime(us)).length > 1;
}

export function hourText(t: TFunction, us: number): string {
  if (!isTwice(us)) return formatOffset(us);
  const whole = Math.floor(us / 1e6) * 1e6;
  const first = instantsOf(localTime(whole))[0] === whole;
  return `(${t(first ? "archive.summerTime" : "archive.winterTime")})`;
}
