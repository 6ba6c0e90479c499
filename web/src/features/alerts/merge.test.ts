import { describe, expect, it } from "vitest";
import type { Alert, Filter } from "./api";
import { matches, merge, step } from "./merge";

const WAITING: Filter = { show: "waiting", cameraId: null, kind: null };
const alert = (id: string, opened: number, more: Partial<Alert> = {}): Alert =>
  ({ id, camera_id: "cam-001", kind: "fall", opened_us: opened, ended_us: null, answer: null, ...more }) as Alert;
const answered = { verdict: "true", reason: "", by: "a", name: "A", at_us: 1 } as const;

describe("alerts", () => {
  it("put new ones on top", () => {
    const list = merge([alert("a", 1)], alert("b", 2), WAITING, null);
    expect(list.map((each) => each.id)).toEqual(["b", "a"]);
  });

  it("leave the unanswered once answered, unless being looked at", () => {
    const list = [alert("a", 1), alert("b", 0)];
    const done = alert("a", 1, { answer: answered });
    expect(merge(list, done, WAITING, null).map((each) => each.id)).toEqual(["b"]);
    expect(merge(list, done, WAITING, "a")[0]?.answer).toEqual(answered);
  });

  it("match by camera, kind and state", () => {
    expect(matches(alert("a", 1), { ...WAITING, cameraId: "cam-002" })).toBe(false);
    expect(matches(alert("a", 1), { ...WAITING, kind: "fire" })).toBe(false);
    expect(matches(alert("a", 1, { ended_us: 2 }), { ...WAITING, show: "open" })).toBe(false);
    expect(matches(alert("a", 1, { ended_us: 2, answer: answered }), { ...WAITING, show: "all" })).toBe(true);
  });

  it("step by step, never past the ends", () => {
    const list = [alert("a", 2), alert("b", 1)];
    expect(step(list, null, 1)).toBe("a");
    expect(step(list, "a", 1)).toBe("b");
    expect(step(list, "b", 1)).toBe("b");
    expect(step([], null, 1)).toBeNull();
  });
});
