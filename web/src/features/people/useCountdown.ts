// Counts seconds down to an automatic new attempt.
import { useCallback, useEffect, useState } from "react";

export interface Countdown {
  leftS: number | null;
  start: (seconds: number) => void;
}

export function useCountdown(onZero: () => void): Countdown {
  const [leftS, setLeftS] = useState<number | null>(null);
  const start = useCallback((seconds: number) => setLeftS(seconds), []);

  useEffect(() => {
    if (leftS === null) return undefined;
    const timer = setTimeout(() => {
      if (leftS > 1) setLeftS(leftS - 1);
      else {
        setLeftS(null);
        onZero();
      }
    }, 1000);
    return () => clearTimeout(timer);
  }, [leftS, onZero]);

  return { leftS, start };
}
