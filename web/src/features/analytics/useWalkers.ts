// Feet and heights of the people the analysis follows while the editor is open: what calibrates a scene by itself.
import { useEffect, useState } from "react";
import type { Point } from "./api";
import type { Scene } from "./useScene";

export interface Walkers {
  feet: Point[];
  heights: number[];
}

const MOST = 2_000;
/** Somebody who has not moved by this share of their height since the last time counts once. */
const STEP = 0.3;

/** `width`, `height`: of the picture the rules are drawn on; the analysis may see another size. */
export function useWalkers(scene: Scene | null, width: number, height: number): Walkers {
  const [walkers, setWalkers] = useState<Walkers>({ feet: [], heights: [] });
  const [last] = useState(() => new Map<number, Point>());
  useEffect(() => {
    if (scene === null) return;
    const [across, down] = [width / scene.size_px[0], height / scene.size_px[1]];
    const feet: Point[] = [];
    const heights: number[] = [];
    for (const { object_id, label, box_px } of scene.objects) {
      const [left, top, right, bottom] = box_px;
      const tall = bottom - top;
      const before = last.get(object_id);
      const foot: Point = [(left + right) / 2, bottom];
      const cut = top <= 2 || bottom >= scene.size_px[1] - 2 || left <= 2 || right >= scene.size_px[0] - 2;
      if (label !== "person" || cut || tall < 1.2 * (right - left)) continue;
      if (before !== undefined && Math.hypot(foot[0] - before[0], foot[1] - before[1]) < STEP * tall) continue;
      last.set(object_id, foot);
      feet.push([foot[0] * across, foot[1] * down]);
      heights.push(tall * down);
    }
    if (feet.length === 0) return;
    queueMicrotask(() => setWalkers((old) => ({ feet: [...old.feet, ...feet].slice(-MOST), heights: [...old.heights, ...heights].slice(-MOST) })));
  }, [scene, width, height, last]);
  return walkers;
}
