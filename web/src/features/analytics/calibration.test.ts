import { describe, expect, it } from "vitest";
import { gridOf, inverse, pairsOf, project, storedOf, type Matrix } from "./calibration";

/** A level camera 5 m high, horizon at row 60: X = 5 (x − 320) / (y − 60), Y = 5 · 640 / (y − 60). */
const STREET: Matrix = [
  [5, 0, -1600],
  [0, 0, 3200],
  [0, 1, -60],
];

describe("calibration of a scene", () => {
  it("keeps pairs as the server stores them, and leaves out what is none", () => {
    const stored = { points_px: [[1, 2], [3, 4]], points_m: [[5, 6], [7, 8]] };
    expect(storedOf(pairsOf(stored))).toEqual(stored);
    expect(pairsOf(null)).toEqual([]);
    expect(pairsOf({ points_px: [[1, 2], "x"], points_m: [[5, 6]] })).toHaveLength(1);
    expect(storedOf([])).toBeNull();
  });

  it("goes to metres and back", () => {
    const ground = project(STREET, [480, 360], 1);
    expect(ground?.[0]).toBeCloseTo(800 / 300);
    const back = inverse(STREET);
    expect(back).not.toBeNull();
    const again = back === null || ground === null ? null : project(back, ground, Math.sign((back[2]?.[0] ?? 0) * ground[0] + (back[2]?.[1] ?? 0) * ground[1] + (back[2]?.[2] ?? 0)));
    expect(again?.[0]).toBeCloseTo(480);
    expect(again?.[1]).toBeCloseTo(360);
  });

  it("finds no ground above the horizon and no inverse of nothing", () => {
    expect(project(STREET, [320, 30], 1)).toBeNull();
    expect(inverse([[0, 0, 0], [0, 0, 0], [0, 0, 0]])).toBeNull();
  });

  it("draws a grid of whole metres below the horizon only", () => {
    const { lines, step_m } = gridOf(STREET, 640, 360);
    expect(lines.length).toBeGreaterThan(6);
    expect(lines.length).toBeLessThan(32);
    expect([1, 2, 5, 10, 20]).toContain(step_m);
    for (const line of lines) for (const point of line.points) expect(point[1]).toBeGreaterThan(60);
    const across = lines.filter((line) => line.axis === "y").map((line) => line.points[0]?.[1] ?? 0);
    expect([...across].sort((a, b) => b - a)).toEqual(across);
  });

  it("draws nothing of a matrix that says nothing", () => {
    expect(gridOf([[0, 0, 0], [0, 0, 0], [0, 0, 0]], 640, 360).lines).toEqual([]);
  });
});
