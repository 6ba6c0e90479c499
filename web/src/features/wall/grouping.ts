// The list of cameras beside the wall: search and groups. Pure.
import type { Camera } from "@/api/types";

export type GroupBy = "quarter" | "kind" | "state";

export interface Group {
  key: string;
  cameras: Camera[];
}

const STATE_ORDER = ["failed", "connecting", "recording", "not_authorised", "disabled"];

export function searchCameras(cameras: readonly Camera[], query: string): Camera[] {
  const words = plain(query).split(/\s+/).filter(Boolean);
  return cameras.filter((camera) => {
    const text = plain(`${camera.name} ${camera.site} ${camera.quarter} ${camera.id}`);
    return words.every((word) => text.includes(word));
  });
}

/** Lower case, without accents: « École » is found by `ecole`. */
export function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase();
}

export function groupCameras(cameras: readonly Camera[], by: GroupBy): Group[] {
  const groups = new Map<string, Camera[]>();
  for (const camera of cameras) {
    const key = by === "state" ? camera.status.state : camera[by];
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [camera]);
    else group.push(camera);
  }
  return [...groups].map(([key, found]) => ({ key, cameras: found })).sort((a, b) => order(a.key, b.key, by));
}

function order(a: string, b: string, by: GroupBy): number {
  if (by === "state") return STATE_ORDER.indexOf(a) - STATE_ORDER.indexOf(b);
  return a.localeCompare(b, "fr", { numeric: true });
}

/** One camera of each quarter in turn: a first wall that looks over the whole town. */
export function acrossTown(cameras: readonly Camera[]): Camera[] {
  const groups = groupCameras(cameras, "quarter").map((group) => group.cameras);
  const longest = Math.max(0, ...groups.map((group) => group.length));
  return Array.from({ length: longest }, (_, rank) => groups.flatMap((group) => group[rank] ?? [])).flat();
}
