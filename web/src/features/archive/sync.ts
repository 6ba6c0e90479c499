// How one picture catches up with the common clock: a little faster or slower, or a jump when it is far off. Pure.

export type Correction = { kind: "rate"; rate: number } | { kind: "seek" };

/** Beyond so many seconds of recording per unit of speed, only a jump helps. */
const JUMP_S = 0.35;
/** An error is made up in about this time. */
const CATCH_UP_S = 0.5;
const MOST = 0.3;
/** Below this nobody sees anything: the player keeps its speed, and does not change it all the time. */
const DEAD_S = 0.006;
/** What browsers accept as a rate. */
const FASTEST = 16;
const SLOWEST = 0.0625;

/** `errorS`: how far the picture is behind the clock, in seconds of recording; `speed` above 0. */
export function correction(errorS: number, speed: number): Correction {
  if (Math.abs(errorS) > JUMP_S * Math.max(1, speed)) return { kind: "seek" };
  if (Math.abs(errorS) < DEAD_S * Math.max(1, speed)) return { kind: "rate", rate: speed };
  const share = Math.min(Math.max(errorS / (CATCH_UP_S * speed), -MOST), MOST);
  return { kind: "rate", rate: Math.min(Math.max(speed * (1 + share), SLOWEST), FASTEST) };
}
