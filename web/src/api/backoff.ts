// Waiting time before trying again: doubles up to a limit, with jitter so that many screens do not come back at once.

export function backoffMs(failures: number, random: () => number = Math.random, limitMs = 15_000): number {
  const full = Math.min(limitMs, 500 * 2 ** Math.min(failures, 10));
  return Math.round(full * (0.6 + 0.4 * random()));
}
