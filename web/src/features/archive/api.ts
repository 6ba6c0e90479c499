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
