// Keeps a player near the live edge. Pure: looks at the buffer, says what to do.

export interface EdgeView {
  /** Seconds of pictures waiting ahead of the one on screen. */
  aheadS: number;
  /** Whether the position lies inside the buffer at all. */
  inside: boolean;
  /** Seconds since the position last moved. */
  stuckS: number;
  /** Playback rate now. */
  rate: number;
}

export type EdgeAction = { do: "jump" } | { do: "rate"; rate: number } | { do: "nothing" };

/** Where a jump lands: this far behind the last picture, so that jitter does not starve the decoder. */
export const CUSHION_S = 0.15;
const CATCH_UP_ABOVE_S = 0.7;
const CAUGHT_UP_BELOW_S = 0.35;
const JUMP_ABOVE_S = 2;
const STUCK_S = 1;
const CATCH_UP_RATE = 1.05;

export function edgeAction(view: EdgeView): EdgeAction {
  if (!view.inside || view.aheadS > JUMP_ABOVE_S) return { do: "jump" };
  if (view.stuckS > STUCK_S && view.aheadS > CUSHION_S) return { do: "jump" };
  if (view.aheadS > CATCH_UP_ABOVE_S) return toRate(view, CATCH_UP_RATE);
  if (view.aheadS < CAUGHT_UP_BELOW_S) return toRate(view, 1);
  return { do: "nothing" };
}

function toRate(view: EdgeView, rate: number): EdgeAction {
  return Math.abs(view.rate - rate) < 0.001 ? { do: "nothing" } : { do: "rate", rate };
}
