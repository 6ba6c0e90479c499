// Up to nine recordings played together: one conductor, one player for each picture on the page.
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Conductor, type Seen } from "./Conductor";

export interface Playback {
  positionUs: number;
  playing: boolean;
  /** The end of what was asked for was reached. */
  ended: boolean;
  waiting: boolean;
  covered: ReadonlySet<string>;
  speed: number;
  seek: (us: number) => void;
  toggle: () => void;
  step: (direction: 1 | -1) => void;
  setSpeed: (speed: number) => void;
}

/** When no camera's rate is known, one step is this long. */
const DEFAULT_FPS = 12;
/** The page is drawn again this often; pictures follow the clock more closely. */
const SHOWN_EVERY_MS = 125;
const TICK_MS = 40;

export interface Grid {
  conductor: Conductor;
  playback: Playback;
}

export function useGrid(startUs: number, count: number, fps: number | null): Grid {
  const conductor = useMemo(() => new Conductor(startUs, count), [startUs, count]);
  const kept = useRef({ playing: true, speed: 1 });
  const [seen, setSeen] = useState<Seen>({ us: startUs, playing: true, ended: false, waiting: true, covered: new Set() });
  const [speed, setSpeedShown] = useState(1);

  useEffect(() => {
    conductor.play(kept.current.playing);
    conductor.setSpeed(kept.current.speed, performance.now());
    let drawnMs = 0;
    const timer = setInterval(() => {
      const ms = performance.now();
      const now = conductor.tick(ms);
      if (ms - drawnMs < SHOWN_EVERY_MS) return;
      drawnMs = ms;
      setSeen(now);
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [conductor]);

  const seek = useCallback(
    (us: number) => {
      conductor.move(us, performance.now());
      setSeen((before) => ({ ...before, us, ended: false }));
    },
    [conductor],
  );
  const toggle = useCallback(() => {
    kept.current.playing = !conductor.isPlaying;
    conductor.play(kept.current.playing);
    setSeen((before) => ({ ...before, playing: kept.current.playing }));
  }, [conductor]);
  const step = useCallback(
    (direction: 1 | -1) => {
      kept.current.playing = false;
      conductor.step(direction, 1e6 / (fps ?? DEFAULT_FPS), performance.now());
    },
    [conductor, fps],
  );
  const setSpeed = useCallback(
    (next: number) => {
      kept.current.speed = next;
      conductor.setSpeed(next, performance.now());
      setSpeedShown(next);
    },
    [conductor],
  );

  const { us, playing, ended, waiting, covered } = seen;
  return { conductor, playback: { positionUs: us, playing, ended, waiting, covered, speed, seek, toggle, step, setSpeed } };
}
