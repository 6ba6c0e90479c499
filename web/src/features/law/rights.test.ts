import { describe, expect, it } from "vitest";
import { byRole, IMAGE_VERBS, markOf, OTHER_VERBS, VERBS, type Right } from "./rights";

describe("the matrix of rights", () => {
  it("has each verb once, those that show images apart", () => {
    expect([...IMAGE_VERBS, ...OTHER_VERBS].sort()).toEqual([...VERBS].sort());
    expect(OTHER_VERBS).toContain("administer");
    expect(IMAGE_VERBS).toContain("export");
  });

  it("keeps the policy's order of roles, conditions in the legend's order", () => {
    const rights: Right[] = [
      { role: "supervisor", verb: "export", conditions: ["reason", "approval"] },
      { role: "dpo", verb: "read_journal", conditions: [] },
      { role: "supervisor", verb: "supervise", conditions: [] },
    ];
    const rows = byRole(rights);
    expect(rows.map((row) => row.role)).toEqual(["supervisor", "dpo"]);
    expect(rows[0]?.verbs.get("export")).toEqual(["reason", "approval"]);
    expect(rows[0]?.verbs.has("read_journal")).toBe(false);
    expect([markOf("reason"), markOf("approval")]).toEqual(["a", "f"]);
  });
});
