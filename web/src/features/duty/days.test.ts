import { describe, expect, it } from "vitest";
import { daysFrom, during, hourOf, movedBy } from "./days";

const HOUR_US = 3_600e6;
// Sunday 28 March 2027: the clocks go forward in Paris.
const SATURDAY_NOON_US = Date.UTC(2027, 2, 27, 11) * 1000;

describe("days of a rota", () => {
  it("follow each other without hole, 23 hours long when the clocks go forward", () => {
    const days = daysFrom(SATURDAY_NOON_US, 3);
    expect(days.map((day) => (day.end_us - day.start_us) / HOUR_US)).toEqual([24, 23, 24]);
    expect(days[1]?.start_us).toBe(days[0]?.end_us);
    expect(days[2]?.start_us).toBe(days[1]?.end_us);
  });

  it("move by whole days across the change, and back", () => {
    const [first] = daysFrom(SATURDAY_NOON_US, 1);
    const later = movedBy(SATURDAY_NOON_US, 7);
    expect(movedBy(later, -7)).toBe(first?.start_us);
  });

  it("are written with the town's hours and minutes", () => {
    expect(hourOf(SATURDAY_NOON_US)).toBe("12:00");
  });

  it("hold the shifts that begin in them, in order", () => {
    const [day] = daysFrom(SATURDAY_NOON_US, 1);
    if (day === undefined) throw new Error("no day");
    const late = { starts_us: day.end_us - 1 };
    const early = { starts_us: day.start_us };
    expect(during(day, [late, { starts_us: day.end_us }, early])).toEqual([early, late]);
  });
});
