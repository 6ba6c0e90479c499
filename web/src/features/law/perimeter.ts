// The perimeter of an order: GeoJSON (RFC 7946) read from a file, and drawn in metres around its middle.

export type Position = readonly [number, number, ...number[]];
export type Polygon = readonly (readonly Position[])[];
export type Perimeter = { type: "Polygon"; coordinates: Polygon } | { type: "MultiPolygon"; coordinates: readonly Polygon[] };

const METRES_PER_DEGREE = 111_320;

/** The one perimeter in a file's text: a geometry, a Feature, or a collection whose polygons are joined; null if none. */
export function perimeterIn(text: string): Perimeter | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return null;
  }
  const polygons = polygonsOf(parsed);
  if (polygons.length === 0) return null;
  return polygons.length === 1 ? { type: "Polygon", coordinates: polygons[0] as Polygon } : { type: "MultiPolygon", coordinates: polygons };
}

function polygonsOf(value: unknown): Polygon[] {
  if (typeof value !== "object" || value === null) return [];
  const { type, geometry, features, geometries, coordinates } = value as Record<string, unknown>;
  if (type === "Feature") return polygonsOf(geometry);
  if (type === "FeatureCollection" && Array.isArray(features)) return features.flatMap(polygonsOf);
  if (type === "GeometryCollection" && Array.isArray(geometries)) return geometries.flatMap(polygonsOf);
  if (type === "Polygon" && isPolygon(coordinates)) return [coordinates];
  if (type === "MultiPolygon" && Array.isArray(coordinates) && coordinates.every(isPolygon)) return coordinates;
  return [];
}

function isPolygon(value: unknown): value is Polygon {
  return Array.isArray(value) && value.length > 0 && value.every((ring) => Array.isArray(ring) && ring.length > 3 && ring.every(isPosition));
}

function isPosition(value: unknown): value is Position {
  if (!Array.isArray(value)) return false;
  const [longitude, latitude] = value as unknown[];
  return typeof longitude === "number" && typeof latitude === "number" && Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90;
}

export interface Drawing {
  /** An SVG path in metres, y down, with holes by the even-odd rule. */
  path: string;
  width_m: number;
  height_m: number;
  area_km2: number;
}

export function drawingOf(perimeter: Perimeter): Drawing {
  const polygons = perimeter.type === "Polygon" ? [perimeter.coordinates] : perimeter.coordinates;
  const all = polygons.flat(2);
  const [west, east] = extent(all.map((each) => each[0]));
  const [south, north] = extent(all.map((each) => each[1]));
  const east_m = METRES_PER_DEGREE * Math.cos((((south + north) / 2) * Math.PI) / 180);
  const flat = (ring: readonly Position[]): [number, number][] => ring.map(([x, y]) => [(x - west) * east_m, (north - y) * METRES_PER_DEGREE]);
  const rings = polygons.map((polygon) => polygon.map(flat));
  const area = rings.reduce((sum, [outer, ...holes]) => sum + areaOf(outer ?? []) - holes.reduce((cut, hole) => cut + areaOf(hole), 0), 0);
  return {
    path: rings
      .flat()
      .map((ring) => `M${ring.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join("L")}Z`)
      .join(""),
    width_m: (east - west) * east_m,
    height_m: (north - south) * METRES_PER_DEGREE,
    area_km2: area / 1e6,
  };
}

function extent(values: readonly number[]): [number, number] {
  return values.reduce<[number, number]>(([low, high], each) => [Math.min(low, each), Math.max(high, each)], [Infinity, -Infinity]);
}

function areaOf(ring: readonly [number, number][]): number {
  const twice = ring.reduce((sum, [x, y], at) => {
    const [nextX, nextY] = ring[(at + 1) % ring.length] as [number, number];
    return sum + x * nextY - nextX * y;
  }, 0);
  return Math.abs(twice) / 2;
}

/** A length that a scale bar can say: 1, 2 or 5 times a power of ten, at most a third of the width. */
export function scaleOf(width_m: number): number {
  const most = width_m / 3;
  const power = 10 ** Math.floor(Math.log10(most));
  return ([5, 2].find((each) => each * power <= most) ?? 1) * power;
}
