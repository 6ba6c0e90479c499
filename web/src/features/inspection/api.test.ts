import { describe, expect, it } from "vitest";
import { matching, namesIn, type Program } from "./api";

const program = (name: string, licence: string): Program => ({ kind: "library", name, version: "1.2", licence, digest: null, purpose: "" });

describe("control mode", () => {
  it("takes names one a line or between semicolons", () => {
    expect(namesIn(" Mme Petit, magistrate\n\nM. Roux; Mme Sow ")).toEqual(["Mme Petit, magistrate", "M. Roux", "Mme Sow"]);
    expect(namesIn("  \n;")).toEqual([]);
  });

  it("finds programs by every word, whatever the case", () => {
    const all = [program("FastAPI", "MIT"), program("av", "BSD-3-Clause")];
    expect(matching(all, "mit fast")).toEqual([all[0]]);
    expect(matching(all, "")).toEqual(all);
    expect(matching(all, "gpl")).toEqual([]);
  });
});
