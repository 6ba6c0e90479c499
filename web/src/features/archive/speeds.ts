export const SPEEDS = [0.5, 1, 2, 4, 8, 16] as const;

/** The next speed up or down. */
export function otherSpeed(speed: number, step: 1 | -1): number {
  const at = SPEEDS.findIndex((each) => each === speed);
  return SPEEDS[Math.min(Math.max(at + step, 0), SPEEDS.length - 1)] ?? 1;
}
