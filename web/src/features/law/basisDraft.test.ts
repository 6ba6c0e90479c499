import { describe, expect, it } from "vitest";
import { basisState, sortedBases, type Basis } from "./api";
import { basisOf, basisProblems, EMPTY_BASIS, type BasisDraft } from "./basisDraft";

const GOOD: BasisDraft = {
  ...EMPTY_BASIS,
  text: "loi 2023-380, article 10",
  orderNumber: "2026-77",
  authority: "Préfet de police",
  event: "Fête de la ville ",
  attestation: "attestation du 1er mars",
  kinds: ["crowd_density"],
  cameras: ["cam-001"],
  startDay: "23/11/2026",
  startTime: "8h",
  endDay: "24/11/2026",
};

describe("a legal basis being written", () => {
  it("is sent with instants", () => {
    const draft = { ...GOOD, startTime: "8h00" };
    expect(basisProblems(draft)).toEqual({});
    expect(basisOf(draft)).toMatchObject({ event: "Fête de la ville", starts_us: Date.UTC(2026, 10, 23, 7) * 1000 });
  });

  it("says what is missing, by field", () => {
    expect(Object.keys(basisProblems(EMPTY_BASIS))).toHaveLength(9);
    expect(basisProblems(GOOD)).toEqual({ startDay: "instant" });
    expect(basisProblems({ ...GOOD, startTime: "08:00", endDay: "22/11/2026" })).toEqual({ endDay: "order" });
    expect(basisProblems({ ...GOOD, startTime: "08:00", endDay: "30/12/2026" })).toEqual({ endDay: "oneMonth" });
  });
});

describe("legal bases", () => {
  const basis = (starts: number, ends: number, revoked: number | null = null): Basis => ({
    ...basisOf(GOOD),
    id: String(starts),
    starts_us: starts,
    ends_us: ends,
    revoked_us: revoked,
    revoked_reason: null,
  });

  it("run between their instants unless ended", () => {
    expect([basis(5, 9), basis(1, 9), basis(1, 5), basis(1, 9, 4)].map((each) => basisState(each, 5))).toEqual([
      "running",
      "running",
      "over",
      "revoked",
    ]);
    expect(basisState(basis(6, 9), 5)).toBe("coming");
    expect(sortedBases([basis(1, 2), basis(6, 9), basis(4, 9)], 5).map((each) => each.starts_us)).toEqual([4, 6, 1]);
  });
});
