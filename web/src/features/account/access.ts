// How near the end of a paper is, with the law's warnings at 90, 30 and 7 days.
const DAY_US = 86_400_000_000;
const SOON_DAYS = 30;
const NEAR_DAYS = 90;

export type Urgency = "missing" | "soon" | "near" | "far";

/** Whole days left, 0 on the last one; null when the paper does not hold. */
export function daysLeft(untilUs: number | null, nowUs: number): number | null {
  return untilUs === null || untilUs <= nowUs ? null : Math.floor((untilUs - nowUs) / DAY_US);
}

export function urgency(days: number | null): Urgency {
  if (days === null) return "missing";
  if (days < SOON_DAYS) return "soon";
  return days < NEAR_DAYS ? "near" : "far";
}
