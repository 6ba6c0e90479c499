// Playing one recording: position, pause, speed, steps.
import { useCallback, useEffect, useRef, useState } from "react";
import { HlsPlayer } from "./HlsPlayer";

export interface Playback {
  positionUs: number | null;
  playing: boolean;
  /** The end of the playlist was reached. */
  ended: boolean;
  ready: boolean;
  failed: string | null;
  speed: number;
  seek: (us: number) => void;
  toggle: () => void;
  step: (direction: 1 | -1) => void;
  setSpeed: (speed: number) => void;
}

export interface Attached {
  /** Where the picture goes: the `ref` of a video element. */
  attach: (element: HTMLVideoElement | null) => void;
  controls: Playback;
}

/** When the camera's rate is unknown, one step is this long. */
const DEFAULT_FPS = 12;
const FOLLOWED = ["play", "pause", "timeupdate", "seeking", "seeked", "ended"] as const;

export function usePlayback(url: string, startUs: number, fps: number | null): Attached {
  const [element, attach] = useState<HTMLVideoElement | null>(null);
  const player = useRef<HlsPlayer | null>(null);
  const [positionUs, setPositionUs] = useState<number | null>(null);
  const [playing, setPlaying] = useState(false);
  const [ended, setEnded] = useState(false);
  const [ready, setReady] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const [speed, setSpeedShown] = useState(1);

  useEffect(() => {
    if (element === null) return undefined;
    const hls = new HlsPlayer(element, url, startUs, {
      onReady: () => {
        setReady(true);
        setFailed(null);
        hls.play();
      },
      onFailed: setFailed,
    });
    player.current = hls;
    const follow = (): void => {
      setPlaying(!element.paused);
      setEnded(element.ended);
      setPositionUs(hls.nowUs());
    };
    for (const name of FOLLOWED) element.addEventListener(name, follow);
    return () => {
      for (const name of FOLLOWED) element.removeEventListener(name, follow);
      player.current = null;
      hls.destroy();
    };
  }, [element, url, startUs]);

  const seek = useCallback((us: number) => {
    player.current?.seek(us);
    setPositionUs(us);
  }, []);
  const toggle = useCallback(() => player.current?.toggle(), []);
  const step = useCallback((direction: 1 | -1) => player.current?.step(direction, fps ?? DEFAULT_FPS), [fps]);
  const setSpeed = useCallback((next: number) => {
    player.current?.setSpeed(next);
    setSpeedShown(next);
  }, []);

  return { attach, controls: { positionUs, playing, ended, ready, failed, speed, seek, toggle, step, setSpeed } };
}
