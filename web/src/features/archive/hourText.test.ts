import { describe, expect, it } from "vitest";
import { civilDay, isTwice } from "@/time/zone";
import { hourText } from "./hourText";
import { ticks } from "./viewport";

const us = (iso: string): number => Date.parse(iso) * 1000;
const t = ((key: string) => key) as unknown as Parameters<typeof hourText>[0];

describe("the night the clocks go back", () => {
  it("tells one 02:30 from the other, and says no more elsewhere", () => {
    expect(hourText(t, us("2026-10-25T00:30:00.250Z"))).toBe("(archive.summerTime)");
    expect(hourText(t, us("2026-10-25T01:30:00.250Z"))).toBe("(archive.winterTime)");
    expect(isTwice(us("2026-10-25T02:30:00Z"))).toBe(false);
    expect(hourText(t, us("2026-10-25T02:30:00Z"))).toBe("UTC+1");
  });

  it("names each 02:00 of the time line by its offset, to the second", () => {
    const drawn = (from: string, to: string): string[] => ticks({ start_us: us(from), end_us: us(to) }, 1000).map((tick) => tick.label);
    expect(drawn("2026-10-24T23:30:00Z", "2026-10-25T03:30:00Z")).toContain("02:00 UTC+2");
    expect(drawn("2026-10-24T23:30:00Z", "2026-10-25T03:30:00Z")).toContain("02:30 UTC+1");
    expect(drawn("2026-10-25T01:10:00Z", "2026-10-25T01:10:05Z")[0]).toBe("02:10:00 UTC+1");
    expect(drawn("2027-03-28T00:59:50Z", "2027-03-28T01:00:10Z").filter((label) => /^(01:59:58|02|03:00:00)/.test(label))).toEqual(["01:59:58", "03:00:00"]);
  });

  it.each([
    ["2026-10-25", 25, 2],
    ["2026-03-29", 23, 0],
    ["2026-03-30", 24, 1],
    ["2027-03-28", 23, 0],
  ])("draws %s with its %d hours, 02:00 %d times", (date, hours, twos) => {
    const day = civilDay(us(`${date}T12:00:00Z`));
    expect((day.end_us - day.start_us) / 3600e6).toBe(hours);
    const drawn = ticks(day, 2600);
    expect(drawn.length).toBe(hours + 1);
    expect(drawn.filter((tick) => tick.label.startsWith("02:00")).length).toBe(twos);
    expect(drawn.every((tick, index) => index === 0 || tick.us - (drawn[index - 1]?.us ?? 0) === 3600e6)).toBe(true);
  });

  it("begins each day of a month at its midnight, whatever its length", () => {
    const month = { start_us: us("2026-10-10T10:00:00Z"), end_us: us("2026-11-05T10:00:00Z") };
    const drawn = ticks(month, 4000);
    expect(drawn.map((tick) => tick.us)).toContain(us("2026-10-24T22:00:00Z"));
    expect(drawn.map((tick) => tick.us)).toContain(us("2026-10-25T23:00:00Z"));
  });
});
