import { describe, expect, it } from "vitest";
import { exactPositionAt, nextRecorded, positionAt, utcAt, type Piece } from "./playlistTime";

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

describe("the place of an instant on the common clock", () => {
  const holed = [
    { startS: 0, durationS: 4, utcUs: 100e6 },
    { startS: 4, durationS: 4, utcUs: 104.001e6 },
    { startS: 8, durationS: 4, utcUs: 200e6 },
  ];

  it("is exact where something is recorded, null in a hole and outside", () => {
    expect(exactPositionAt(holed, 101.5e6)).toBeCloseTo(1.5);
    expect(exactPositionAt(holed, 104.0005e6)).toBeCloseTo(4);
    expect(exactPositionAt(holed, 150e6)).toBeNull();
    expect(exactPositionAt(holed, 99e6)).toBeNull();
    expect(exactPositionAt(holed, 204.1e6)).toBeNull();
  });

  it("tells what comes after a hole", () => {
    expect(nextRecorded(holed, 150e6)).toBe(200e6);
    expect(nextRecorded(holed, 201e6)).toBeNull();
  });
});
