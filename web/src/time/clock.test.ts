import { expect, it, vi } from "vitest";
import { learnServerTime, nowUs } from "./clock";

it("learns the server's time, and trusts quick answers more than slow ones", () => {
  vi.useFakeTimers({ toFake: ["Date", "performance"] });
  vi.setSystemTime(1_000_000);
  const aheadMs = (): number => nowUs() / 1000 - Date.now();
  learnServerTime((Date.now() + 5000 - 400) * 1000, 800);
  expect(aheadMs()).toBe(5000);
  learnServerTime((Date.now() + 5100 - 10) * 1000, 20);
  expect(aheadMs()).toBe(5100);
  learnServerTime((Date.now() + 5100 - 1900) * 1000, 2000);
  expect(aheadMs()).toBe(5100);
  vi.advanceTimersByTime(301_000);
  learnServerTime((Date.now() + 7000 - 1000) * 1000, 2000);
  expect(aheadMs()).toBe(7000);
  vi.useRealTimers();
});
