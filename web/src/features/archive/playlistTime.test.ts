import { describe, expect, it } from "vitest";
import { positionAt, utcAt, type Piece } from "./playlistTime";

const pieces: Piece[] = [
  { startS: 0, durationS: 60, utcUs: 1_000e6 },
  { startS: 60, durationS: 60, utcUs: 1_060e6 },
  { startS: 120, durationS: 60, utcUs: 2_000e6 },
];

describe("player's time line and UTC", () => {
  it("maps both ways inside recordings", () => {
    for (const us of [1_000e6, 1_030e6, 1_060e6, 1_119e6, 2_000e6, 2_059e6]) {
      expect(utcAt(pieces, positionAt(pieces, us) ?? -1)).toBeCloseTo(us, -1);
    }
  });

  it("goes to the first picture after a hole, and nowhere past the end", () => {
    expect(positionAt(pieces, 1_500e6)).toBe(120);
    expect(positionAt(pieces, 500e6)).toBe(0);
    expect(positionAt(pieces, 3_000e6)).toBeNull();
  });

  it("never tells an instant inside a hole", () => {
    for (let position = 0; position <= 181; position += 0.5) {
      const us = utcAt(pieces, position) ?? 0;
      expect(us <= 1_120e6 || us >= 2_000e6).toBe(true);
    }
    expect(utcAt([], 3)).toBeNull();
  });
});
