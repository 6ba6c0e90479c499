// What a tile says about its picture. Pure.
import type { CameraStatus } from "@/api/types";
import { failureCode, failureOf, type FailureCode } from "@/features/cameras/failure";
import type { StreamState } from "@/features/video/protocol";

/** Without a new picture for that long, the one on screen is no longer "now". */
export const STALE_AFTER_S = 2;
/** A moving picture that shows the past: below this, lateness is normal, or two clocks differ a little. */
export const LATE_AFTER_S = 5;

/** With these, not even an old picture may stay on screen. */
const NO_PICTURE: ReadonlySet<FailureCode> = new Set(["not_authorised", "disabled", "browser_codec", "refused"]);

export type TileStatus =
  | { kind: "live" }
  | { kind: "waiting" }
  /** A picture is on screen and it is old. */
  | { kind: "stale"; ageS: number; failure: FailureCode | null }
  /** Pictures move, and they are old. */
  | { kind: "late"; ageS: number }
  /** No picture at all. */
  | { kind: "failed"; failure: FailureCode };

export interface TileView {
  camera: CameraStatus;
  stream: StreamState | null;
  unsupported: boolean;
  recorderDown: boolean;
  /** Seconds since the picture on screen last changed; null when there is none yet. */
  ageS: number | null;
  /** Seconds between that picture's own time and the moment it was drawn. */
  lateS: number;
}

export function tileStatus(view: TileView): TileStatus {
  const failure = cause(view);
  if (failure !== null && NO_PICTURE.has(failure)) {
    return { kind: "failed", failure };
  }
  if (view.ageS !== null) {
    // The centre may begin with a picture it kept from before the failure: it was old when it was drawn.
    const oldS = view.lateS > LATE_AFTER_S ? view.lateS : 0;
    if (view.ageS > STALE_AFTER_S || (oldS > 0 && failure !== null)) return { kind: "stale", ageS: view.ageS + oldS, failure };
    return oldS > 0 ? { kind: "late", ageS: oldS } : { kind: "live" };
  }
  return failure === null ? { kind: "waiting" } : { kind: "failed", failure };
}

function cause(view: TileView): FailureCode | null {
  if (view.unsupported) return "browser_codec";
  const fromCamera = failureOf(view.camera.state, view.camera.code);
  if (fromCamera !== null) return fromCamera;
  if (view.recorderDown) return "recorder_down";
  if (view.stream?.state === "refused") return "refused";
  const stopped = view.stream !== null && view.stream.code !== null;
  return stopped ? failureCode(view.stream?.code) : null;
}
