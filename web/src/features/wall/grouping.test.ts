import { describe, expect, it } from "vitest";
import type { Camera } from "@/api/types";
import { acrossTown, groupCameras, searchCameras } from "./grouping";

const camera = (id: string, name: string, quarter: string, state = "recording"): Camera =>
  ({ id, name, site: "rue Pierre-Sémard", quarter, kind: "residential", status: { state } }) as Camera;
const town = [camera("cam-001", "École Jules-Ferry", "Gare"), camera("cam-002", "Mairie", "Centre", "failed")];

describe("the list of cameras", () => {
  it("is searched without accents or case, by all the words", () => {
    expect(searchCameras(town, "ecole GARE").map((c) => c.id)).toEqual(["cam-001"]);
    expect(searchCameras(town, "semard")).toHaveLength(2);
    expect(searchCameras(town, "cam-002 école")).toEqual([]);
    expect(searchCameras(town, "  ")).toHaveLength(2);
  });

  it("is taken quarter by quarter in turn for a first wall, each camera once", () => {
    const more = [...town, camera("cam-003", "Marché", "Centre"), camera("cam-004", "Parvis", "Gare")];
    expect(acrossTown(more).map((c) => c.id)).toEqual(["cam-002", "cam-001", "cam-003", "cam-004"]);
    expect(acrossTown([])).toEqual([]);
  });

  it("is grouped; broken cameras come first by state", () => {
    expect(groupCameras(town, "quarter").map((g) => g.key)).toEqual(["Centre", "Gare"]);
    expect(groupCameras(town, "state").map((g) => g.key)).toEqual(["failed", "recording"]);
  });
});
