// The server's clock as seen from here, and one shared tick for everything on screen that shows passing time.
import { useSyncExternalStore } from "react";

let skewUs = 0;
let best: { roundTripMs: number; atMs: number } | null = null;
/** An older reading is replaced by any new one, since clocks drift. */
const READING_LASTS_MS = 300_000;

/**
 * Learn how far this computer's clock is from the server's, from an answer that carries the server's time.
 * The answer took half the round trip to come; the quickest recent answer is the most exact.
 */
export function learnServerTime(serverNowUs: number, roundTripMs: number): void {
  const atMs = performance.now();
  const stale = best === null || atMs - best.atMs > READING_LASTS_MS;
  if (!stale && best !== null && roundTripMs > best.roundTripMs) return;
  best = { roundTripMs, atMs };
  skewUs = serverNowUs + roundTripMs * 500 - Date.now() * 1000;
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
