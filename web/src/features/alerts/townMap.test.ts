import { describe, expect, it } from "vitest";
import type { Camera } from "@/api/types";
import { townMap } from "./townMap";

const camera = (id: string, latitude_deg: number | null, longitude_deg: number | null): Camera => ({ id, name: id, latitude_deg, longitude_deg }) as Camera;

describe("the town's small map", () => {
  it("puts cameras where they are, north up, in metres", () => {
    const map = townMap([camera("north", 48.95, 2.46), camera("south", 48.93, 2.46), camera("east", 48.94, 2.48), camera("nowhere", null, null)]);
    const at = Object.fromEntries((map?.points ?? []).map((each) => [each.id, each]));
    expect(Object.keys(at)).toEqual(["north", "south", "east"]);
    expect((at["south"]?.y_m ?? 0) - (at["north"]?.y_m ?? 0)).toBeCloseTo(2226.4, 0);
    expect((at["east"]?.x_m ?? 0) - (at["north"]?.x_m ?? 0)).toBeCloseTo(1462, -1);
    expect(map?.bar_m).toBe(500);
  });
  it("keeps a single camera in the middle and says nothing of none", () => {
    const map = townMap([camera("one", 48.9, 2.4)]);
    expect(map?.points[0]).toMatchObject({ x_m: 200, y_m: 200 });
    expect(townMap([camera("nowhere", null, null)])).toBeNull();
  });
});
