// What a tile needs from any live player, whichever way it decodes.
import { nowUs } from "@/time/clock";
import type { StreamState } from "./protocol";

export interface PlayerReport {
  /** UTC instant of the picture on screen. */
  pictureUtcUs: number | null;
  /** Its age when it was drawn, in milliseconds; null until known. */
  delayMs: number | null;
  /** When the picture on screen last changed, on this computer's monotonic clock. */
  changedAtMs: number | null;
  /** Seconds of pictures received and not yet shown. */
  aheadS: number;
  widthPx: number;
  heightPx: number;
}

/** Note that a picture was drawn just now. */
export function noteDrawn(report: PlayerReport, pictureUtcUs: number | null): void {
  report.changedAtMs = performance.now();
  if (pictureUtcUs === null) return;
  report.pictureUtcUs = pictureUtcUs;
  report.delayMs = (nowUs() - pictureUtcUs) / 1000;
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
  return { pictureUtcUs: null, delayMs: null, changedAtMs: null, aheadS: 0, widthPx: 0, heightPx: 0 };
}
