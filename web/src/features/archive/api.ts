// Calls of playback with several cameras.
import { call, type Result } from "@/api/client";
import type { Interval, Timeline } from "@/api/types";

export interface CameraTimeline extends Timeline {
  camera_id: string;
}

export function getTimelines(cameraIds: readonly string[], range: Interval): Promise<Result<CameraTimeline[]>> {
  const query = new URLSearchParams({ camera_ids: cameraIds.join(","), start_us: String(range.start_us), end_us: String(range.end_us) });
  return call("GET", `/api/archive/timelines?${query.toString()}`);
}

export interface Hold extends Interval {
  id: string;
  camera_id: string;
  reference: string;
  reason: string;
  placed_by: string;
  placed_at_us: number;
  released_at_us: number | null;
}

export interface Holding extends Interval {
  camera_id: string;
  reference: string;
  reason: string;
}

export const listHolds = (): Promise<Result<Hold[]>> => call("GET", "/api/archive/holds");
export const placeHold = (holding: Holding): Promise<Result<Hold>> => call("POST", "/api/archive/holds", holding);
export const releaseHold = (holdId: string, reason: string): Promise<Result<Hold>> =>
  call("POST", `/api/archive/holds/${encodeURIComponent(holdId)}/release`, { reason });
