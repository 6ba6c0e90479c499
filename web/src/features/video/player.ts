// What a tile needs from any live player, whichever way it decodes.
import type { StreamState } from "./protocol";

export interface PlayerReport {
  /** UTC instant of the picture on screen. */
  pictureUtcUs: number | null;
  /** When the picture on screen last changed, on this computer's monotonic clock. */
  changedAtMs: number | null;
  /** Seconds of pictures received and not yet shown. */
  aheadS: number;
  widthPx: number;
  heightPx: number;
}

export interface PlayerHandlers {
  onState: (state: StreamState | null) => void;
  /** This browser cannot play the stream in this way. */
  onUnsupported: (codec: string) => void;
}

export interface Player {
  readonly report: PlayerReport;
  close: () => void;
}

export function emptyReport(): PlayerReport {
  return { pictureUtcUs: null, changedAtMs: null, aheadS: 0, widthPx: 0, heightPx: 0 };
}
