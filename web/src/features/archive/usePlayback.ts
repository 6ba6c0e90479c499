// Playing one recording: position, pause, speed, steps. The position is read at each animation frame while playing.
import { useCallback, useEffect, useRef, useState, type RefObject } from "react";
import { HlsPlayer } from "./HlsPlayer";

export interface Playback {
  video: RefObject<HTMLVideoElement | null>;
  positionUs: number | null;
  playing: boolean;
  ready: boolean;
  failed: string | null;
  speed: number;
  seek: (us: number) => void;
  toggle: () => void;
  step: (direction: 1 | -1) => void;
  setSpeed: (speed: number) => void;
}

/** When the camera's rate is unknown, one step is this long. */
const DEFAULT_FPS = 12;

export function usePlayback(url: string | null, startUs: number, fps: number | null): Playback {
  const video = useRef<HTMLVideoElement>(null);
  const player = useRef<HlsPlayer | null>(null);
  const [positionUs, setPositionUs] = useState<number | null>(null);
  const [playing, setPlaying] = useState(false);
  const [ready, setReady] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const [speed, setSpeedState] = useState(1);
  const startAt = useRef(startUs);

  useEffect(() => {
    startAt.current = startUs;
  }, [startUs]);

  useEffect(() => {
    const element = video.current;
    if (url === null || element === null) return undefined;
    setReady(false);
    setFailed(null);
    const hls = new HlsPlayer(element, url, startAt.current, {
      onReady: () => {
        setReady(true);
        void element.play().catch(() => undefined);
      },
      onFailed: setFailed,
    });
    player.current = hls;
    return () => {
      player.current = null;
      hls.destroy();
    };
  }, [url]);

  useEffect(() => {
    const element = video.current;
    if (element === null) return undefined;
    const follow = (): void => {
      setPlaying(!element.paused);
      setPositionUs(player.current?.nowUs() ?? null);
    };
    const names = ["play", "pause", "timeupdate", "seeking", "seeked", "ended"] as const;
    for (const name of names) element.addEventListener(name, follow);
    return () => {
      for (const name of names) element.removeEventListener(name, follow);
    };
  }, [url]);

  const seek = useCallback((us: number) => {
    player.current?.seek(us);
    setPositionUs(us);
  }, []);
  const toggle = useCallback(() => {
    const element = video.current;
    if (element === null) return;
    if (element.paused) void element.play().catch(() => undefined);
    else element.pause();
  }, []);
  const step = useCallback(
    (direction: 1 | -1) => {
      const element = video.current;
      if (element === null) return;
      element.pause();
      element.currentTime += direction / (fps ?? DEFAULT_FPS);
    },
    [fps],
  );
  const setSpeed = useCallback((next: number) => {
    if (video.current !== null) {
      video.current.defaultPlaybackRate = next;
      video.current.playbackRate = next;
    }
    setSpeedState(next);
  }, []);

  return { video, positionUs, playing, ready, failed, speed, seek, toggle, step, setSpeed };
}
