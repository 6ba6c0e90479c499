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
    const seen = pagesFor(technician).map((page) => page.path);
    expect(seen).toEqual(expect.arrayContaining(["/cameras", "/systeme"]));
    for (const withImages of ["/mur", "/alertes", "/relecture", "/analyse", "/journal"]) expect(seen).not.toContain(withImages);
    expect(mayOpen("/mur", technician)).toBe(false);
    expect(mayOpen("/cameras/cam-001", technician)).toBe(true);
    expect(mayOpen("/ailleurs", technician)).toBe(true);
  });

  it("stand in groups, without empty ones", () => {
    const inspector = (verb: string): boolean => verb === "read_journal";
    const groups = groupsFor(inspector);
    expect(groups.map((each) => each.group)).toEqual(["law", "control", "equipment"]);
    expect(groups.every((each) => each.pages.length > 0)).toBe(true);
    expect(groups[1]?.pages.map((page) => page.path)).toContain("/journal");
    const all = groupsFor(() => true).flatMap((each) => each.pages);
    expect(all).toEqual(pagesFor(() => true));
    expect(mayOpen("/journal", (verb) => verb === "watch_live")).toBe(false);
  });
});
