// The server's clock as seen from here, and one shared tick for everything on screen that shows passing time.
import { useSyncExternalStore } from "react";

let skewUs = 0;

/** Learn how far this computer's clock is from the server's (from any answer that carries `now_us`). */
export function learnServerTime(serverNowUs: number): void {
  skewUs = serverNowUs - Date.now() * 1000;
}

export function nowUs(): number {
  return Date.now() * 1000 + skewUs;
}

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let tickUs = Date.now() * 1000;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    tickUs = nowUs();
    for (const each of listeners) each();
  }, 500);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The present instant, renewed twice a second. */
export function useNowUs(): number {
  return useSyncExternalStore(subscribe, () => tickUs);
}
