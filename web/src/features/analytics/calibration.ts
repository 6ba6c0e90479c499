// Places known in the picture and on the ground, and the metre grid that they give over the picture. Pure.
import type { Point } from "./api";

/** One place: pixels of the picture, metres on the ground. */
export interface Pair {
  px: Point;
  m: Point;
}

export type Matrix = readonly (readonly number[])[];

export interface Stored {
  points_px: Point[];
  points_m: Point[];
}

export interface GridLine {
  /** Metres along the axis that the line stands on. */
  at_m: number;
  axis: "x" | "y";
  points: Point[];
}

export const LEAST_PAIRS = 4;
const FARTHEST_M = 80;
const STEPS_M = [1, 2, 5, 10, 20, 50];
const MOST_LINES = 14;
const PARTS = 40;

export function pairsOf(stored: Record<string, unknown> | null): Pair[] {
  const [px, m] = [stored?.["points_px"], stored?.["points_m"]];
  if (!Array.isArray(px) || !Array.isArray(m)) return [];
  return px.flatMap((point: unknown, index) => (isPoint(point) && isPoint(m[index]) ? [{ px: point, m: m[index] }] : []));
}

export const storedOf = (pairs: readonly Pair[]): Stored | null =>
  pairs.length === 0 ? null : { points_px: pairs.map((pair) => pair.px), points_m: pairs.map((pair) => pair.m) };

function isPoint(value: unknown): value is Point {
  return Array.isArray(value) && value.length === 2 && value.every((each) => typeof each === "number");
}

export function inverse(matrix: Matrix): Matrix | null {
  const [a, b, c, d, e, f, g, h, i] = matrix.flat() as [number, number, number, number, number, number, number, number, number];
  const det = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  if (!Number.isFinite(det) || det === 0) return null;
  return [
    [(e * i - f * h) / det, (c * h - b * i) / det, (b * f - c * e) / det],
    [(f * g - d * i) / det, (a * i - c * g) / det, (c * d - a * f) / det],
    [(d * h - e * g) / det, (b * g - a * h) / det, (a * e - b * d) / det],
  ];
}

/** Where a point falls; null on or beyond the horizon, `side` being the sign of what lies before it. */
export function project(matrix: Matrix, [x, y]: Point, side: number): Point | null {
  const [u, v, w] = matrix.map((row) => (row[0] ?? 0) * x + (row[1] ?? 0) * y + (row[2] ?? 0)) as [number, number, number];
  return w * side > 1e-9 ? [u / w, v / w] : null;
}

/** The metre grid over the picture: at most some lines each way, cut where the picture or the horizon ends. */
export function gridOf(matrix: Matrix, width: number, height: number): { lines: GridLine[]; step_m: number } {
  const back = inverse(matrix);
  const near = Math.sign((matrix[2]?.[1] ?? 0) * 1e6 + (matrix[2]?.[2] ?? 0));
  const seen = back === null || near === 0 ? [] : groundOf(matrix, near, width, height);
  const first = seen[0];
  if (back === null || first === undefined) return { lines: [], step_m: 1 };
  const west = Math.min(...seen.map((p) => p[0]));
  const east = Math.max(...seen.map((p) => p[0]));
  const south = Math.min(...seen.map((p) => p[1]));
  const north = Math.max(...seen.map((p) => p[1]));
  const longest = Math.max(east - west, north - south);
  const step_m = STEPS_M.find((step) => longest / step <= MOST_LINES) ?? 100;
  const backSide = Math.sign(weight(back, first));
  const lines: GridLine[] = [];
  for (const axis of ["x", "y"] as const) {
    const [from, to, start, end] = axis === "x" ? [west, east, south, north] : [south, north, west, east];
    for (let at = Math.ceil(from / step_m) * step_m; at <= to; at += step_m) {
      const along = Array.from({ length: PARTS + 1 }, (_, n) => start + ((end - start) * n) / PARTS);
      const drawn = along.map((other) => project(back, axis === "x" ? [at, other] : [other, at], backSide));
      const points = drawn.filter((p): p is Point => p !== null && inside(p, width, height));
      if (points.length > 1) lines.push({ at_m: Math.round(at), axis, points });
    }
  }
  return { lines, step_m };
}

const weight = (matrix: Matrix, [x, y]: Point): number => (matrix[2]?.[0] ?? 0) * x + (matrix[2]?.[1] ?? 0) * y + (matrix[2]?.[2] ?? 0);
const inside = ([x, y]: Point, width: number, height: number): boolean => x > -width / 10 && x < width * 1.1 && y > -height / 10 && y < height * 1.1;

/** Ground that the picture shows, as far as it is worth measuring. */
function groundOf(matrix: Matrix, near: number, width: number, height: number): Point[] {
  const found: Point[] = [];
  const foot = project(matrix, [width / 2, height - 1], near);
  for (let row = 0; row <= 12; row += 1) {
    for (let column = 0; column <= 12; column += 1) {
      const place = project(matrix, [(width * column) / 12, (height * row) / 12], near);
      if (place !== null && foot !== null && Math.hypot(place[0] - foot[0], place[1] - foot[1]) < FARTHEST_M) found.push(place);
    }
  }
  return found;
}
