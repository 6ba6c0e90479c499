import { describe, expect, it } from "vitest";
import { clearTile, emptyWall, fill, fillEmpty, fromLayout, neighbour, nextTile, place, swap, tileFromDigits, withKnown, withTiles } from "./model";

const abc = fill(emptyWall(4), ["a", "b", "c"]);

describe("the wall", () => {
  it("has one entry per tile, always", () => {
    expect(abc.cameras).toEqual(["a", "b", "c", null]);
    expect(fill(emptyWall(1), ["a", "b"]).cameras).toEqual(["a"]);
    expect(fromLayout({ tiles: 4, cameras: ["x"] }).cameras).toEqual(["x", null, null, null]);
  });

  it("never shows a camera twice: placing one that is there exchanges tiles", () => {
    expect(place(abc, "d", 1).cameras).toEqual(["a", "d", "c", null]);
    expect(place(abc, "a", 2).cameras).toEqual(["c", "b", "a", null]);
    expect(place(abc, "a", 3).cameras).toEqual([null, "b", "c", "a"]);
  });

  it("swaps and clears", () => {
    expect(swap(abc, 0, 3).cameras).toEqual([null, "b", "c", "a"]);
    expect(swap(swap(abc, 0, 2), 0, 2)).toEqual(abc);
    expect(clearTile(abc, 1).cameras).toEqual(["a", null, "c", null]);
  });

  it("keeps cameras in place when they fit, and closes ranks when there is less room", () => {
    expect(withTiles(abc, 9).cameras.slice(0, 4)).toEqual(["a", "b", "c", null]);
    const spread = swap(withTiles(abc, 9), 0, 8);
    expect(withTiles(spread, 4).cameras).toEqual(["b", "c", "a", null]);
    expect(withTiles(withTiles(abc, 25), 4)).toEqual(abc);
  });

  it("drops cameras that are not known any more", () => {
    expect(withKnown(abc, (id) => id !== "b").cameras).toEqual(["a", null, "c", null]);
    expect(withKnown(abc, () => true)).toBe(abc);
  });

  it("is completed without moving or repeating what stands there", () => {
    const filled = fillEmpty(swap(abc, 0, 3), ["a", "d", "e"]);
    expect(filled.cameras).toEqual(["d", "b", "c", "a"]);
    expect(fillEmpty(filled, ["f"])).toBe(filled);
    expect(fillEmpty(abc, ["a", "b"])).toBe(abc);
  });

  it("moves between neighbours and stops at the edges", () => {
    const wall = emptyWall(9);
    expect(neighbour(wall, 4, "up")).toBe(1);
    expect(neighbour(wall, 4, "down")).toBe(7);
    expect(neighbour(wall, 0, "left")).toBe(0);
    expect(neighbour(wall, 2, "right")).toBe(2);
    expect(neighbour(wall, 8, "down")).toBe(8);
  });

  it("offers the next empty tile, else the next one", () => {
    expect(nextTile(abc, 0)).toBe(3);
    expect(nextTile(fill(abc, ["a", "b", "c", "d"]), 3)).toBe(0);
  });

  it("reads tile numbers", () => {
    expect(tileFromDigits("12", 16)).toBe(11);
    expect(tileFromDigits("0", 16)).toBeNull();
    expect(tileFromDigits("17", 16)).toBeNull();
  });
});
