// The wall's state on this screen: what stands on it, which tile is chosen or enlarged, and the way back.
import { useCallback, useEffect, useMemo, useState } from "react";
import type { Camera } from "@/api/types";
import { acrossTown } from "./grouping";
import { emptyWall, fill, withKnown, type Wall } from "./model";
import { storedWall, storeWall } from "./stored";

const MOST_UNDO = 30;
const FIRST_WALL_TILES = 16;

export interface WallState {
  wall: Wall;
  selected: number;
  enlarged: number | null;
  swapping: number | null;
  canUndo: boolean;
  change: (next: (wall: Wall) => Wall) => void;
  undo: () => void;
  select: (tile: number) => void;
  enlarge: (tile: number | null) => void;
  startSwap: (tile: number | null) => void;
}

export function useWall(accountId: string, cameras: readonly Camera[]): WallState {
  const [chosen, setChosen] = useState<Wall | null>(() => storedWall(accountId));
  const [past, setPast] = useState<readonly Wall[]>([]);
  const [selected, select] = useState(0);
  const [enlarged, enlarge] = useState<number | null>(null);
  const [swapping, startSwap] = useState<number | null>(null);

  const wall = useMemo(() => {
    if (chosen === null) return fill(emptyWall(FIRST_WALL_TILES), acrossTown(cameras).map((camera) => camera.id));
    const known = new Set(cameras.map((camera) => camera.id));
    return known.size === 0 ? chosen : withKnown(chosen, (id) => known.has(id));
  }, [chosen, cameras]);

  useEffect(() => {
    if (chosen !== null) storeWall(accountId, chosen);
  }, [accountId, chosen]);

  const change = useCallback(
    (next: (before: Wall) => Wall) => {
      const after = next(wall);
      if (after === wall) return;
      setPast((before) => [...before.slice(1 - MOST_UNDO), wall]);
      setChosen(after);
      select((tile) => Math.min(tile, after.tiles - 1));
      enlarge(null);
    },
    [wall],
  );

  const undo = useCallback(() => {
    const before = past.at(-1);
    if (before === undefined) return;
    setPast(past.slice(0, -1));
    setChosen(before);
    enlarge(null);
  }, [past]);

  return { wall, selected, enlarged, swapping, canUndo: past.length > 0, change, undo, select, enlarge, startSwap };
}
