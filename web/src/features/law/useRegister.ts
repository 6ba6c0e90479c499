// The register of some days: sums with the first page, then page after page.
import { useEffect, useState } from "react";
import type { Failure } from "@/api/client";
import type { Interval } from "@/api/types";
import { readRegister, type Line, type Sum } from "./register";

interface Found {
  key: string;
  sums: Sum[] | null;
  lines: Line[];
  next: string | null;
  failure: Failure | null;
}

export function useRegister(interval: Interval | null) {
  const [found, setFound] = useState<Found | null>(null);
  const [before, setBefore] = useState<{ key: string; next: string } | null>(null);
  const [start, end] = [interval?.start_us, interval?.end_us];
  const key = start === undefined || end === undefined ? "" : `${String(start)}-${String(end)}`;
  const from = before?.key === key ? before.next : null;

  useEffect(() => {
    if (start === undefined || end === undefined) return undefined;
    let stopped = false;
    void readRegister({ start_us: start, end_us: end }, from).then((result) => {
      if (stopped) return;
      setFound((old) => {
        const kept = from !== null && old?.key === key ? old : { key, sums: null, lines: [], next: null, failure: null };
        if (!result.ok) return { ...kept, failure: result.failure };
        const { sums, lines, next } = result.data;
        return { key, sums: from === null ? sums : kept.sums, lines: [...kept.lines, ...lines], next, failure: null };
      });
    });
    return () => {
      stopped = true;
    };
  }, [start, end, key, from]);

  const current = found?.key === key ? found : null;
  const next = current?.next ?? null;
  const failed = current?.failure ?? null;
  const busy = key !== "" && failed === null && (current === null || (from !== null && next === from));
  const read = current !== null && (failed === null || current.lines.length > 0);
  const more = next === null ? null : (): void => setBefore({ key, next });
  return { read, sums: current?.sums ?? null, lines: current?.lines ?? [], failure: failed, busy, more };
}
