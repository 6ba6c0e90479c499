import { describe, expect, it } from "vitest";
import { civilDay, dateValue, instantsOf, localTime, offsetMinutes, readLocal, timeValue, US_PER_S } from "./zone";

const utc = (iso: string): number => Date.parse(iso) * 1000;
const local = (date: string, time: string) => {
  const read = readLocal(date, time);
  if (read === null) throw new Error(`${date} ${time}`);
  return read;
};

describe("local time of the town", () => {
  it("follows summer and winter", () => {
    expect(offsetMinutes(utc("2026-07-01T12:00:00Z"))).toBe(120);
    expect(offsetMinutes(utc("2026-11-23T09:24:41.300Z"))).toBe(60);
    expect(timeValue(utc("2026-11-23T23:30:05Z"))).toBe("00:30:05");
    expect(dateValue(utc("2026-11-23T23:30:05Z"))).toBe("24/11/2026");
  });

  it("finds both instants of the hour lived twice", () => {
    const both = instantsOf(local("25/10/2026", "02:30"));
    expect(both).toEqual([utc("2026-10-25T00:30:00Z"), utc("2026-10-25T01:30:00Z")]);
    expect(both.map(offsetMinutes)).toEqual([120, 60]);
  });

  it("finds none in the hour that is skipped", () => {
    expect(instantsOf(local("29/03/2026", "02:30"))).toEqual([]);
    expect(instantsOf(local("29/03/2026", "03:00"))).toEqual([utc("2026-03-29T01:00:00Z")]);
  });

  it("has days of 23, 24 and 25 hours", () => {
    const hours = (iso: string): number => {
      const day = civilDay(utc(iso));
      return (day.end_us - day.start_us) / US_PER_S / 3600;
    };
    expect(hours("2026-03-29T12:00:00Z")).toBe(23);
    expect(hours("2026-11-23T12:00:00Z")).toBe(24);
    expect(hours("2026-10-25T12:00:00Z")).toBe(25);
    expect(hours("2026-12-31T23:30:00Z")).toBe(24);
  });

  it("comes back to the instant it started from, every half hour of a year", () => {
    for (let us = utc("2026-01-01T00:00:00Z"); us < utc("2027-01-01T00:00:00Z"); us += 1800 * US_PER_S) {
      expect(instantsOf(localTime(us))).toContain(us);
    }
  });
});

describe("what people type", () => {
  it("reads usual ways of writing", () => {
    const wanted = { year: 2026, month: 2, day: 3, hour: 14, minute: 5, second: 0 };
    expect(readLocal("3/2/2026", "14:05")).toEqual(wanted);
    expect(readLocal("2026-02-03", "14h05")).toEqual(wanted);
    expect(readLocal(" 03.02.2026 ", "14:05:00")).toEqual(wanted);
  });

  it.each([
    ["31/02/2026", "10:00"],
    ["00/01/2026", "10:00"],
    ["12/13/2026", "10:00"],
    ["12/11/2026", "24:00"],
    ["12/11/2026", "10:60"],
    ["", "10:00"],
    ["hier", "10:00"],
    ["12/11/2026", ""],
  ])("refuses %s %s", (date, time) => {
    expect(readLocal(date, time)).toBeNull();
  });
});
