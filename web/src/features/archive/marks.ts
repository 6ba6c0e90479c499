// The beginning and the end marked while reading. Pure.
import type { Interval } from "@/api/types";

export interface Marks {
  fromUs: number | null;
  toUs: number | null;
}

export const NO_MARKS: Marks = { fromUs: null, toUs: null };

/** Whole microseconds from the earlier to the later mark, whichever was set first; null until both differ. */
export function chosenBy({ fromUs, toUs }: Marks): Interval | null {
  if (fromUs === null || toUs === null) return null;
  const [start, end] = [Math.floor(Math.min(fromUs, toUs)), Math.ceil(Math.max(fromUs, toUs))];
  return end > start ? { start_us: start, end_us: end } : null;
}
