import { describe, expect, it } from "vitest";
import { addMonths, share, shownDay, typedDay } from "./days";
import { EMPTY, orderOf, problemsOf, type Draft } from "./draft";

const GOOD: Draft = {
  ...EMPTY,
  number: " 2026-1234 ",
  prefecture: "Préfecture de police",
  signed: "02/11/2026",
  firstDay: "23/11/2026",
  lastDay: "23/11/2031",
  minimumDays: "7",
  purposes: ["5"],
  cameras: ["cam-001"],
  persons: "Mme A\n\n  M. B ",
};

describe("days of orders", () => {
  it("are read and shown as people write them", () => {
    expect(typedDay("23/11/2026")).toBe("2026-11-23");
    expect(typedDay("31/02/2026")).toBeNull();
    expect(shownDay("2026-11-03")).toBe("03/11/2026");
  });

  it("are counted in months as the law does", () => {
    expect(addMonths("2026-10-31", 4)).toBe("2027-02-28");
    expect(addMonths("2028-06-30", -4)).toBe("2028-02-29");
    expect(addMonths("2026-03-15", -8)).toBe("2025-07-15");
  });

  it("lie between others", () => {
    expect(share("2026-01-02", "2026-01-01", "2026-01-05")).toBe(0.25);
    expect(share("2025-01-01", "2026-01-01", "2026-01-05")).toBe(0);
    expect(share("2026-01-02", "2026-01-01", "2026-01-01")).toBe(0);
  });
});

describe("an order being written", () => {
  it("is sent as the server wants it", () => {
    expect(problemsOf(GOOD)).toEqual({});
    expect(orderOf(GOOD)).toMatchObject({ number: "2026-1234", last_day: "2031-11-23", minimum_days: 7, persons: ["Mme A", "M. B"] });
    expect(orderOf({ ...GOOD, minimumDays: " " }).minimum_days).toBeNull();
  });

  it("says who else receives the images, a month at most", () => {
    expect(orderOf(GOOD).sharing).toBeNull();
    const shared = { ...GOOD, sharing: true };
    expect(problemsOf(shared)).toEqual({ sharingServices: "needed" });
    expect(problemsOf({ ...shared, sharingServices: "Commissariat", sharingDays: "32" })).toEqual({ sharingDays: "days" });
    expect(orderOf({ ...shared, sharingServices: " Commissariat\n\nSDIS", sharingUrgent: true }).sharing).toEqual({
      services: ["Commissariat", "SDIS"],
      days: 30,
      urgent: true,
    });
  });

  it("says what is missing, by field", () => {
    expect(Object.keys(problemsOf(EMPTY)).sort()).toEqual(
      ["cameras", "firstDay", "lastDay", "number", "prefecture", "purposes", "signed"].sort(),
    );
  });

  it("keeps the law's limits: a month kept, five years, four months when provisional", () => {
    expect(problemsOf({ ...GOOD, retentionDays: "32" })).toEqual({ retentionDays: "days" });
    expect(problemsOf({ ...GOOD, minimumDays: "31" })).toEqual({ minimumDays: "minimum" });
    expect(problemsOf({ ...GOOD, lastDay: "22/11/2026" })).toEqual({ lastDay: "order" });
    expect(problemsOf({ ...GOOD, lastDay: "24/11/2031" })).toEqual({ lastDay: "fiveYears" });
    expect(problemsOf({ ...GOOD, provisional: true })).toEqual({ lastDay: "fourMonths" });
    expect(problemsOf({ ...GOOD, provisional: true, lastDay: "23/03/2027" })).toEqual({});
  });
});
