import { describe, expect, it } from "vitest";
import { intervalOf, lastDays, registerUrl, totalsOf, type Sum } from "./register";

describe("the register's days", () => {
  it("go from the first midnight to the last one, the short night included", () => {
    const found = intervalOf("28/03/2027", "28/03/2027");
    expect(found).not.toBeNull();
    expect(((found?.end_us ?? 0) - (found?.start_us ?? 0)) / 3_600e6).toBe(23);
    expect(intervalOf("02/03/2027", "01/03/2027")).toBeNull();
    expect(intervalOf("31/02/2027", "01/03/2027")).toBeNull();
  });

  it("are yesterday and today at first, across the change of clocks", () => {
    expect(lastDays(Date.UTC(2026, 9, 25, 23, 30) * 1000)).toEqual({ from: "25/10/2026", to: "26/10/2026" });
  });

  it("name the files", () => {
    expect(registerUrl({ start_us: 1, end_us: 2 }, "pdf")).toBe("/api/archive/destructions.pdf?since_us=1&until_us=2");
  });
});

describe("sums", () => {
  const sum = (latest: number): Sum => ({
    camera_id: "cam-001",
    cause: "expired",
    segments: 2,
    size_bytes: 10,
    oldest_us: 0,
    newest_us: 1,
    latest_us: latest,
  });

  it("add up, and keep the latest", () => {
    expect(totalsOf([sum(-5), sum(7)])).toEqual({ segments: 4, bytes: 20, latestUs: 7 });
    expect(totalsOf([]).latestUs).toBeNull();
  });
});
