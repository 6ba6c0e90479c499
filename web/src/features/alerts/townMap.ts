// Cameras on a plane, in metres east and south of the town's north-west corner. Pure.
import type { Camera } from "@/api/types";

export interface MapPoint {
  id: string;
  name: string;
  x_m: number;
  y_m: number;
}

export interface TownMap {
  points: MapPoint[];
  width_m: number;
  height_m: number;
  /** Round length of the scale's bar. */
  bar_m: number;
}

const METRES_PER_DEGREE = 111_320;
const LEAST_SIDE_M = 400;
const BARS_M = [100, 200, 500, 1000, 2000, 5000, 10_000];

/** Null when no camera has a place. Equirectangular around the middle: a town is small. */
export function townMap(cameras: readonly Camera[]): TownMap | null {
  const placed = cameras.flatMap(({ id, name, latitude_deg, longitude_deg }) =>
    latitude_deg === null || longitude_deg === null ? [] : [{ id, name, latitude_deg, longitude_deg }],
  );
  if (placed.length === 0) return null;
  const north = Math.max(...placed.map((each) => each.latitude_deg));
  const south = Math.min(...placed.map((each) => each.latitude_deg));
  const west = Math.min(...placed.map((each) => each.longitude_deg));
  const east = Math.max(...placed.map((each) => each.longitude_deg));
  const across = METRES_PER_DEGREE * Math.cos((((north + south) / 2) * Math.PI) / 180);
  const [wide, high] = [(east - west) * across, (north - south) * METRES_PER_DEGREE];
  const [width_m, height_m] = [Math.max(wide, LEAST_SIDE_M), Math.max(high, LEAST_SIDE_M)];
  const [left, top] = [(width_m - wide) / 2, (height_m - high) / 2];
  return {
    points: placed.map((each) => ({
      id: each.id,
      name: each.name,
      x_m: left + (each.longitude_deg - west) * across,
      y_m: top + (north - each.latitude_deg) * METRES_PER_DEGREE,
    })),
    width_m,
    height_m,
    bar_m: BARS_M.filter((bar) => bar <= width_m / 2).at(-1) ?? 100,
  };
}
