import { describe, expect, it } from "vitest";
import { startWithoutPeople, templateOf, turnsOf, type Plan } from "./turns";

const PLAN: Plan = { pattern: "twoByTwelve", first_day: "2027-03-01", days: 14, together: 2, run: 2, teams: [["a", "b", "c", "d"], ["e", "f", "g"]] };

describe("turns", () => {
  it("give each person so many days in a row, then the next", () => {
    expect(turnsOf(["a", "b", "c"], 1, 0, 2)).toEqual(["a", "a", "b", "b", "c", "c"]);
  });

  it("never have one person in two places of a shift", () => {
    for (const team of [["a", "b"], ["a", "b", "c"], ["a", "b", "c", "d", "e"]]) {
      const first = turnsOf(team, 2, 0, 1);
      const second = turnsOf(team, 2, 1, 1);
      expect(first.length).toBe(second.length);
      expect(first.some((who, day) => who === second[day])).toBe(false);
      expect(new Set([...first, ...second]).size).toBe(team.length);
    }
  });

  it("make a row of people for each place", () => {
    const body = templateOf(PLAN);
    expect(body.starts).toEqual([420, 420, 1140, 1140]);
    expect(body.people[0]).toEqual(["a", "a", "c", "c"]);
    expect(body.people[1]).toEqual(["b", "b", "d", "d"]);
    expect(body.people[2]?.length).toBe(6);
  });

  it("want as many people as work together", () => {
    expect(startWithoutPeople(PLAN)).toBe(-1);
    expect(startWithoutPeople({ ...PLAN, together: 4 })).toBe(1);
    expect(startWithoutPeople({ ...PLAN, teams: [] })).toBe(0);
  });
});
