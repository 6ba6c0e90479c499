// Which of the two 02:30 it is, on the night that has two; elsewhere the offset from UTC.
import type { TFunction } from "i18next";
import { formatOffset } from "@/time/format";
import { instantsOf, isTwice, localTime } from "@/time/zone";

export function hourText(t: TFunction, us: number): string {
  if (!isTwice(us)) return formatOffset(us);
  const whole = Math.floor(us / 1e6) * 1e6;
  const first = instantsOf(localTime(whole))[0] === whole;
  return `(${t(first ? "archive.summerTime" : "archive.winterTime")})`;
}
