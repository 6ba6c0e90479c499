import { expect, test } from "vitest";
import { countVerdicts, shownLines, type Line, type Verdict } from "./api";

const line = (camera_id: string, verdict: Verdict): Line => ({ camera_id, name: camera_id, declared: null, findings: [], verdict });
const LINES = [line("a", "conforms"), line("b", "fails"), line("c", "unclassed"), line("d", "fails")];

test("what needs somebody comes first, in the order of the cameras", () => {
  expect(shownLines(LINES, null).map((each) => each.camera_id)).toEqual(["b", "d", "c", "a"]);
});

test("one verdict alone can be shown", () => {
  expect(shownLines(LINES, "fails").map((each) => each.camera_id)).toEqual(["b", "d"]);
  expect(shownLines(LINES, "unmeasured")).toEqual([]);
});

test("each verdict is counted, those without a camera too", () => {
  expect(countVerdicts(LINES)).toEqual({ fails: 2, unclassed: 1, unmeasured: 0, conforms: 1 });
});
