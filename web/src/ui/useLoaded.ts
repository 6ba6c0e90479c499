// Something read once from the server, again when asked, and again when a lost server is back.
import { useCallback, useEffect, useState } from "react";
import type { Failure, Result } from "@/api/client";
import { useWhenBack } from "./useWhenBack";

export interface Loaded<T> {
  data: T | null;
  failure: Failure | null;
  again: () => void;
}

/** `read` must be the same function at each call. */
export function useLoaded<T>(read: () => Promise<Result<T>>): Loaded<T> {
  const [data, setData] = useState<T | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let stopped = false;
    void read().then((result) => {
      if (stopped) return;
      setFailure(result.ok ? null : result.failure);
      if (result.ok) setData(result.data);
    });
    return () => {
      stopped = true;
    };
  }, [read, turn]);
  const again = useCallback(() => setTurn((before) => before + 1), []);
  useWhenBack(again);
  return { data, failure, again };
}
