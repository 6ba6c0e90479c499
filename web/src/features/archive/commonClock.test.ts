import { describe, expect, it } from "vitest";
import { CommonClock } from "./commonClock";

describe("the common clock", () => {
  it("stands until it runs, then advances by its speed", () => {
    const clock = new CommonClock(1e9);
    expect(clock.at(5000)).toBe(1e9);
    clock.run(true, 5000);
    expect(clock.at(6000)).toBe(1e9 + 1e6);
    clock.setRate(16, 6000);
    expect(clock.at(7000)).toBe(1e9 + 17e6);
  });

  it("runs backwards, and keeps its instant when speed or motion change", () => {
    const clock = new CommonClock(1e9);
    clock.setRate(-8, 0);
    clock.run(true, 0);
    expect(clock.at(1000)).toBe(1e9 - 8e6);
    clock.run(false, 1000);
    expect(clock.at(9000)).toBe(1e9 - 8e6);
    clock.move(2e9, 9000);
    expect(clock.at(9999)).toBe(2e9);
  });
});
