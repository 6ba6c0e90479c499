// The wall as it stood on this workstation, for each account.
import type { TileCount } from "@/api/types";
import { fromLayout, TILE_COUNTS, type Wall } from "./model";

const key = (accountId: string): string => `vigie.wall.${accountId}`;

export function storeWall(accountId: string, wall: Wall): void {
  localStorage.setItem(key(accountId), JSON.stringify(wall));
}

export function storedWall(accountId: string): Wall | null {
  try {
    const value = JSON.parse(localStorage.getItem(key(accountId)) ?? "null") as Partial<Wall> | null;
    const tiles = TILE_COUNTS.find((count: TileCount) => count === value?.tiles);
    if (tiles === undefined || !Array.isArray(value?.cameras)) return null;
    const cameras = value.cameras.map((id: unknown) => (typeof id === "string" ? id : null));
    return fromLayout({ tiles, cameras });
  } catch {
    return null;
  }
}
