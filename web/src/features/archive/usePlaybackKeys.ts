// Keys of the playback page, as video editors have them: J K L, comma and full stop for pictures, arrows for speed and for the time line, + and − for its scale.
import { useEffect, useRef } from "react";

export type PlaybackKeys = Record<"toggle" | "back" | "forward" | "stepBack" | "stepForward" | "faster" | "slower" | "zoomIn" | "zoomOut" | "earlier" | "later" | "markFrom" | "markTo", () => void>;

const KEYS: Record<string, keyof PlaybackKeys> = {
  " ": "toggle",
  k: "toggle",
  j: "back",
  l: "forward",
  ",": "stepBack",
  ".": "stepForward",
  arrowup: "faster",
  arrowdown: "slower",
  "+": "zoomIn",
  "=": "zoomIn",
  "-": "zoomOut",
  i: "markFrom",
  o: "markTo",
  arrowleft: "earlier",
  arrowright: "later",
};

export function usePlaybackKeys(handlers: PlaybackKeys): void {
  const current = useRef(handlers);
  useEffect(() => {
    current.current = handlers;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const target = event.target instanceof HTMLElement ? event.target : null;
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (target?.closest("input:not([readonly]), textarea, select, [role=dialog], [role=listbox]")) return;
      // A list that opens is moved through by arrows and opened by the space bar.
      if (target?.closest("input") && /^( |Arrow)/.test(event.key)) return;
      if (event.key === " " && target?.closest("button, a")) return;
      const name = KEYS[event.key.toLowerCase()];
      if (name === undefined) return;
      event.preventDefault();
      current.current[name]();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}
