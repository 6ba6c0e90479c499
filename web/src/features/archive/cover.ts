// What the archive holds at an instant. Pure.
import type { Gap, Interval, Timeline } from "@/api/types";

export type Cover =
  | { kind: "recorded"; held: Interval | null }
  | { kind: "gap"; gap: Gap }
  | { kind: "none" };

export function coverAt(timeline: Timeline | null, us: number): Cover {
  const holds = (interval: { start_us: number; end_us: number | null }): boolean =>
    interval.start_us <= us && (interval.end_us === null || us < interval.end_us);
  if (timeline === null) return { kind: "none" };
  const gap = timeline.gaps.find(holds);
  if (gap !== undefined) return { kind: "gap", gap };
  if (timeline.spans.some(holds)) return { kind: "recorded", held: timeline.holds.find(holds) ?? null };
  return { kind: "none" };
}
