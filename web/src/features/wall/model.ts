// What stands on the wall. Pure: every change gives a new wall, so that undoing is keeping the one before.
import type { Layout, TileCount } from "@/api/types";

export const TILE_COUNTS: readonly TileCount[] = [1, 4, 9, 16, 25];

export interface Wall {
  tiles: TileCount;
  /** One entry per tile, row by row. */
  cameras: readonly (string | null)[];
}

export type Direction = "left" | "right" | "up" | "down";

export function emptyWall(tiles: TileCount): Wall {
  return { tiles, cameras: resized([], tiles) };
}

function resized(cameras: readonly (string | null)[], tiles: number): (string | null)[] {
  return Array.from({ length: tiles }, (_, index) => cameras[index] ?? null);
}

/** Another number of tiles; cameras that fit stay, in order, and empty tiles go first when there is less room. */
export function withTiles(wall: Wall, tiles: TileCount): Wall {
  if (tiles >= wall.tiles) return { tiles, cameras: resized(wall.cameras, tiles) };
  const shown = wall.cameras.filter((id) => id !== null);
  const fits = wall.cameras.slice(tiles).every((id) => id === null);
  return { tiles, cameras: resized(fits ? wall.cameras : shown, tiles) };
}

/** Put a camera in a tile; where it already stood elsewhere, the two tiles exchange their cameras. */
export function place(wall: Wall, cameraId: string, tile: number): Wall {
  const before = wall.cameras.indexOf(cameraId);
  if (before >= 0) return swap(wall, before, tile);
  return { ...wall, cameras: wall.cameras.map((id, index) => (index === tile ? cameraId : id)) };
}

export function swap(wall: Wall, a: number, b: number): Wall {
  const at = (index: number): string | null => wall.cameras[index] ?? null;
  return {
    ...wall,
    cameras: wall.cameras.map((id, index) => (index === a ? at(b) : index === b ? at(a) : id)),
  };
}

export function clearTile(wall: Wall, tile: number): Wall {
  return { ...wall, cameras: wall.cameras.map((id, index) => (index === tile ? null : id)) };
}

export function fill(wall: Wall, cameraIds: readonly string[]): Wall {
  return { ...wall, cameras: resized(cameraIds.slice(0, wall.tiles), wall.tiles) };
}

/** Put cameras that are not on the wall into its empty tiles, in order. */
export function fillEmpty(wall: Wall, cameraIds: readonly string[]): Wall {
  const waiting = cameraIds.filter((id) => !wall.cameras.includes(id));
  if (waiting.length === 0 || !wall.cameras.includes(null)) return wall;
  return { ...wall, cameras: wall.cameras.map((id) => id ?? waiting.shift() ?? null) };
}

export function fromLayout(layout: Pick<Layout, "tiles" | "cameras">): Wall {
  return { tiles: layout.tiles, cameras: resized(layout.cameras, layout.tiles) };
}

/** Cameras that no longer exist, or are not open to this person, leave their tile empty. */
export function withKnown(wall: Wall, known: (cameraId: string) => boolean): Wall {
  if (wall.cameras.every((id) => id === null || known(id))) return wall;
  return { ...wall, cameras: wall.cameras.map((id) => (id !== null && known(id) ? id : null)) };
}

export function neighbour(wall: Wall, tile: number, direction: Direction): number {
  const side = Math.sqrt(wall.tiles);
  const [row, column] = [Math.floor(tile / side), tile % side];
  if (direction === "left") return column > 0 ? tile - 1 : tile;
  if (direction === "right") return column < side - 1 ? tile + 1 : tile;
  if (direction === "up") return row > 0 ? tile - side : tile;
  return row < side - 1 ? tile + side : tile;
}

/** The tile that the next chosen camera should go to: the next empty one, else the one after. */
export function nextTile(wall: Wall, tile: number): number {
  const order = Array.from({ length: wall.tiles }, (_, step) => (tile + 1 + step) % wall.tiles);
  return order.find((index) => wall.cameras[index] === null) ?? (tile + 1) % wall.tiles;
}

/** Tile named by digits typed one after the other (`1` then `2` = tile 12); null when there is none such. */
export function tileFromDigits(digits: string, tiles: number): number | null {
  const number = Number(digits);
  return Number.isInteger(number) && number >= 1 && number <= tiles ? number - 1 : null;
}
