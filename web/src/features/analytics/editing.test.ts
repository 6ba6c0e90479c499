import { describe, expect, it } from "vitest";
import type { Kind, RuleDraft } from "./api";
import { addRule, begin, change, movePoint, setParameter, setPoints, undo } from "./editing";

const FALL: RuleDraft = { id: "chute", kind: "fall" };
const WRONG_WAY = { kind: "wrong_way", parameters: { properties: {}, required: ["id", "allowed_direction_deg"] } } as unknown as Kind;

describe("rules being edited", () => {
  it("go back step by step to what was loaded", () => {
    const first = begin([FALL]);
    const second = change(first, []);
    expect(second.saved).toBe(false);
    expect(undo(second).rules).toEqual([FALL]);
    expect(undo(first)).toBe(first);
  });

  it("get names of their own and what their kind demands", () => {
    const rules = addRule(addRule([], WRONG_WAY, "sens"), WRONG_WAY, "sens");
    expect(rules.map((rule) => rule.id)).toEqual(["sens", "sens-2"]);
    expect(rules[0]?.["allowed_direction_deg"]).toBe(0);
  });

  it("keep points inside the picture", () => {
    expect(movePoint([[1, 1], [2, 2]], 1, [-5, 900], 640, 360)).toEqual([[1, 1], [0, 360]]);
  });

  it("lose geometry and parameters that are emptied", () => {
    expect("field_px" in setPoints({ ...FALL, field_px: [[0, 0]] }, "field_px", [])).toBe(false);
    expect("speed" in setParameter({ ...FALL, speed: 2 }, "speed", "")).toBe(false);
    expect(setParameter(FALL, "speed", 3)["speed"]).toBe(3);
  });
});
