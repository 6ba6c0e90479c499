// The days of a rota: civil days of the town, also in the nights of clock change.
import { civilDay, localTime, two } from "@/time/zone";

export interface Day {
  start_us: number;
  end_us: number;
}

const HALF_DAY_US = 43_200e6;

export function daysFrom(us: number, count: number): Day[] {
  const days: Day[] = [civilDay(us)];
  while (days.length < count) days.push(civilDay((days.at(-1) as Day).end_us + HALF_DAY_US));
  return days;
}

/** The same span, `count` days later or earlier. */
export function movedBy(us: number, count: number): number {
  const noon = civilDay(us).start_us + HALF_DAY_US;
  return civilDay(noon + count * 2 * HALF_DAY_US).start_us;
}

export function during<T extends { starts_us: number }>(day: Day, items: readonly T[]): T[] {
  return items.filter((each) => each.starts_us >= day.start_us && each.starts_us < day.end_us).sort((a, b) => a.starts_us - b.starts_us);
}

/** `21:00`, in the town's time: shifts begin on whole minutes. */
export function hourOf(us: number): string {
  const at = localTime(us);
  return `${two(at.hour)}:${two(at.minute)}`;
}
