import { describe, expect, it } from "vitest";
import { NO_FILTER, queryOf } from "./api";

describe("the journal's query", () => {
  it("asks only for what was filled in", () => {
    expect(queryOf(NO_FILTER)?.toString()).toBe("");
    expect(queryOf({ ...NO_FILTER, tag: "web:live:watched", text: " place " })?.toString()).toBe("tag=web%3Alive%3Awatched&text=place");
  });

  it("covers whole days, also those of 23 and 25 hours", () => {
    const hours = (day: string): number => {
      const query = queryOf({ ...NO_FILTER, from: day, to: day });
      return (Number(query?.get("until_us")) - Number(query?.get("since_us"))) / 3600e6;
    };
    expect([hours("23/11/2026"), hours("29/03/2026"), hours("25/10/2026")]).toEqual([24, 23, 25]);
  });

  it("refuses what is no day, and days the wrong way round", () => {
    expect(queryOf({ ...NO_FILTER, from: "hier" })).toBeNull();
    expect(queryOf({ ...NO_FILTER, from: "24/11/2026", to: "23/11/2026" })).toBeNull();
  });
});
