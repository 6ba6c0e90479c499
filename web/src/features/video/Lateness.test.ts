import { describe, expect, it } from "vitest";
import { Lateness } from "./Lateness";

function restarts(lateAt: (nowS: number, openedS: number) => number, lengthS = 120): number[] {
  const lateness = new Lateness(0);
  const found: number[] = [];
  let openedS = 0;
  for (let nowS = 0; nowS < lengthS; nowS += 0.1) {
    if (!lateness.note(lateAt(nowS, openedS), nowS)) continue;
    found.push(nowS);
    openedS = nowS;
    lateness.opened(nowS);
  }
  return found;
}

describe("a stream that comes late", () => {
  it("is left alone while it is fresh, or late for a moment only", () => {
    expect(restarts(() => 0.2)).toEqual([]);
    expect(restarts((nowS) => (nowS % 10 < 1 ? 9 : 0.2))).toEqual([]);
  });

  it("may begin with old pictures", () => {
    expect(restarts((nowS, openedS) => (nowS - openedS < 5 ? 5 : 0.1))).toEqual([]);
  });

  it("is started again once when pictures pile up on the way, and each time that happens", () => {
    expect(restarts((nowS, openedS) => (openedS === 0 && nowS > 20 ? 8 : 0.1))).toHaveLength(1);
    expect(restarts((nowS, openedS) => (nowS - openedS > 30 ? 8 : 0.1))).toHaveLength(3);
  });

  it("is not started over and over where the lateness lies elsewhere", () => {
    expect(restarts(() => 12)).toHaveLength(1);
  });
});
