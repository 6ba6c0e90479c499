import { describe, expect, it } from "vitest";
import { letters } from "./letters";

const notice = (camera_id: string, reference: string, late = false) => ({
  id: camera_id + reference,
  camera_id,
  commissioned: "2027-01-10",
  notified: "2027-01-04",
  reference,
  late,
});

describe("notices of commissioning", () => {
  it("are one letter for all its cameras, in the order given", () => {
    const found = letters([notice("cam-001", "A"), notice("cam-002", "B", true), notice("cam-003", "A")]);
    expect(found.map((each) => [each.reference, each.cameras, each.late])).toEqual([
      ["A", ["cam-001", "cam-003"], false],
      ["B", ["cam-002"], true],
    ]);
  });

  it("are none where there is none", () => {
    expect(letters([])).toEqual([]);
  });
});
