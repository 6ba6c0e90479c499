// Tells when nobody has touched this workstation for a while.
import { useEffect } from "react";

export const IDLE_MS = 15 * 60_000;
const CHECK_MS = 5_000;
const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"] as const;

export function useIdle(watching: boolean, onIdle: () => void, afterMs = IDLE_MS): void {
  useEffect(() => {
    if (!watching) return undefined;
    let last = Date.now();
    const touched = (): void => {
      // A machine that slept comes back late: what is overdue locks before a touch counts.
      if (Date.now() - last >= afterMs) onIdle();
      else last = Date.now();
    };
    const timer = setInterval(() => {
      if (Date.now() - last >= afterMs) onIdle();
    }, Math.min(CHECK_MS, afterMs));
    for (const sign of SIGNS) window.addEventListener(sign, touched, { passive: true });
    return () => {
      clearInterval(timer);
      for (const sign of SIGNS) window.removeEventListener(sign, touched);
    };
  }, [watching, onIdle, afterMs]);
}
