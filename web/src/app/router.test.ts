import { describe, expect, it } from "vitest";
import { groupsFor, mayOpen, pagesFor } from "./pages";
import { matchPath } from "./router";

describe("addresses", () => {
  it("fit their pattern", () => {
    expect(matchPath("/cameras/:id", "/cameras/cam-001")).toEqual({ id: "cam-001" });
    expect(matchPath("/cameras/:id", "/cameras/a%20b/")).toEqual({ id: "a b" });
    expect(matchPath("/cameras/:id", "/cameras")).toBeNull();
    expect(matchPath("/mur", "/murs")).toBeNull();
  });

  it("are open only to those with the right", () => {
    const technician = (verb: string): boolean => verb === "see_equipment";
    expect(pagesFor(technician).map((page) => page.path)).toEqual(["/cameras", "/systeme"]);
    expect(mayOpen("/mur", technician)).toBe(false);
    expect(mayOpen("/cameras/cam-001", technician)).toBe(true);
    expect(mayOpen("/ailleurs", technician)).toBe(true);
  });

  it("stand in groups, without empty ones", () => {
    const inspector = (verb: string): boolean => verb === "read_journal";
    expect(groupsFor(inspector).map((each) => [each.group, ...each.pages.map((page) => page.path)])).toEqual([
      ["control", "/journal"],
      ["equipment", "/cameras", "/systeme"],
    ]);
    const all = groupsFor(() => true).flatMap((each) => each.pages);
    expect(all).toEqual(pagesFor(() => true));
    expect(mayOpen("/journal", (verb) => verb === "watch_live")).toBe(false);
  });
});
