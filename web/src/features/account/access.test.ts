import { describe, expect, it } from "vitest";
import { daysLeft, urgency } from "./access";

const DAY_US = 86_400_000_000;

describe("the end of a paper", () => {
  it("counts whole days, and none once it is past", () => {
    expect(daysLeft(10 * DAY_US, 0)).toBe(10);
    expect(daysLeft(DAY_US, 1)).toBe(0);
    expect(daysLeft(DAY_US, DAY_US)).toBeNull();
    expect(daysLeft(null, 0)).toBeNull();
  });
  it.each([
    [null, "missing"],
    [0, "soon"],
    [29, "soon"],
    [30, "near"],
    [90, "far"],
  ])("%s days: %s", (days, expected) => {
    expect(urgency(days)).toBe(expected);
  });
});
