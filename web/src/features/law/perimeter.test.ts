import { describe, expect, it } from "vitest";
import { drawingOf, perimeterIn, scaleOf, type Polygon } from "./perimeter";

const SQUARE = [
  [
    [2, 0],
    [2.01, 0],
    [2.01, 0.01],
    [2, 0.01],
    [2, 0],
  ],
] as unknown as Polygon;
const HOLE = (SQUARE[0] ?? []).map(([x, y]) => [2 + (x - 2) / 2, y / 2]);

describe("perimeters", () => {
  it("are found in a geometry, a feature and a collection", () => {
    const polygon = { type: "Polygon", coordinates: SQUARE };
    const feature = { type: "Feature", properties: {}, geometry: polygon };
    expect(perimeterIn(JSON.stringify(polygon))).toEqual(polygon);
    expect(perimeterIn(JSON.stringify(feature))).toEqual(polygon);
    expect(perimeterIn(JSON.stringify({ type: "FeatureCollection", features: [feature, feature] }))?.type).toBe("MultiPolygon");
  });

  it("are none in other files, nor in projected coordinates", () => {
    for (const text of ["", "{", "null", "[]", '{"type":"Point","coordinates":[2,48]}']) expect(perimeterIn(text)).toBeNull();
    expect(perimeterIn('{"type":"Polygon","coordinates":[[[652000,6870000],[1,1],[2,2],[652000,6870000]]]}')).toBeNull();
  });

  it("are measured in metres, holes taken out", () => {
    const whole = drawingOf({ type: "Polygon", coordinates: SQUARE });
    expect(whole.width_m).toBeCloseTo(1113.2, 0);
    expect(whole.area_km2).toBeCloseTo(1.239, 2);
    const cut = drawingOf({ type: "Polygon", coordinates: [...SQUARE, HOLE as never] });
    expect(cut.area_km2).toBeCloseTo(0.75 * whole.area_km2, 2);
  });

  it("get a scale that can be said", () => {
    expect([scaleOf(3000), scaleOf(5900), scaleOf(700), scaleOf(16_000)]).toEqual([1000, 1000, 200, 5000]);
  });
});
