import { describe, expect, it } from "vitest";
import { dateValue } from "@/time/zone";
import { emptyPaper, PAPER_KINDS, paperOf, problemsOf, type PaperDraft } from "./paperDraft";

const HOUR_US = 3_600_000_000;
const approval: PaperDraft = { ...emptyPaper("prefect", "93"), number: " A-12 ", firstDay: "25/10/2026", lastDay: "25/10/2026" };
const grant: PaperDraft = { ...emptyPaper("grant", ""), number: "H-1", grantedBy: "Le maire", firstDay: "01/01/2027", lastDay: "31/12/2027" };
const oath: PaperDraft = { ...emptyPaper("oath", ""), title: "Serment", firstDay: "02/03/2026" };

describe("a paper being written", () => {
  it("needs what its kind has, and nothing else", () => {
    for (const kind of PAPER_KINDS) expect(Object.keys(problemsOf(emptyPaper(kind, "")))).toContain("firstDay");
    expect(problemsOf(emptyPaper("training", ""))).toEqual({ title: "needed", firstDay: "day" });
    expect(problemsOf(emptyPaper("cnaps", ""))).toEqual({ number: "needed", department: "department", firstDay: "day", lastDay: "day" });
    expect(problemsOf(emptyPaper("grant", ""))).toEqual({ number: "needed", grantedBy: "needed", firstDay: "day", lastDay: "day" });
  });
  it("holds through its last day, also when the clock changes on it", () => {
    const sent = paperOf(approval);
    if (sent.to !== "approvals") throw new Error(sent.to);
    expect(sent.body.ends_us - sent.body.starts_us).toBe(25 * HOUR_US);
    expect(sent.body.number).toBe("A-12");
    expect(dateValue(sent.body.ends_us - 1)).toBe("25/10/2026");
  });
  it("does not end before it starts", () => {
    expect(problemsOf({ ...approval, lastDay: "24/10/2026" })).toEqual({ lastDay: "order" });
    expect(problemsOf(approval)).toEqual({});
  });
  it("takes the departments of Corsica and overseas, and no others", () => {
    for (const department of ["2a", "2B", "974", "01"]) expect(problemsOf({ ...approval, department })).toEqual({});
    for (const department of ["", "9", "C3", "9744"]) expect(problemsOf({ ...approval, department })).toEqual({ department: "department" });
    expect(paperOf({ ...approval, department: "2a" }).body).toMatchObject({ department: "2A" });
  });
  it("grants all cameras, or those chosen", () => {
    expect(paperOf(grant).body).toMatchObject({ cameras: null });
    expect(problemsOf({ ...grant, allCameras: false })).toEqual({ cameras: "atLeastOne" });
    expect(paperOf({ ...grant, allCameras: false, cameras: ["cam-001"] }).body).toMatchObject({ cameras: ["cam-001"] });
  });
  it("may have no end when it is an oath", () => {
    expect(problemsOf(oath)).toEqual({});
    expect(paperOf(oath).body).toMatchObject({ kind: "oath", ends_us: null });
  });
});
