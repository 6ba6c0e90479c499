// The calls of alerts.
import { call, failureFrom, type Failure, type Result } from "@/api/client";

export type AlertKind =
  | "intrusion"
  | "line_crossing"
  | "wrong_way"
  | "loitering"
  | "abandoned_object"
  | "removed_object"
  | "gathering"
  | "crowd_density"
  | "crowd_movement"
  | "running"
  | "fall"
  | "stopped_vehicle"
  | "fire"
  | "smoke"
  | "tampering";
export type Verdict = "true" | "false" | "not_useful";
export type EndReason = "ended" | "basis_ended" | "rule_changed" | "camera_lost" | "stopped" | "suspended";

export interface Answer {
  verdict: Verdict;
  reason: string;
  by: string;
  name: string;
  at_us: number;
}

export interface Alert {
  id: string;
  camera_id: string;
  rule_id: string;
  kind: AlertKind;
  equipment: boolean;
  opened_us: number;
  began_us: number;
  updated_us: number;
  ended_us: number | null;
  end_reason: EndReason | null;
  confidence: number;
  region_px: [number, number, number, number];
  width_px: number;
  height_px: number;
  ground_m: [number, number] | null;
  detector: string;
  rules_version: number;
  basis_id: string | null;
  thresholds: Record<string, unknown>;
  details: Record<string, unknown>;
  answer: Answer | null;
}

export interface RuleFigures {
  camera_id: string;
  rule_id: string;
  kind: AlertKind;
  days: number;
  true: number;
  false: number;
  not_useful: number;
  waiting: number;
  false_per_day: number;
}

export interface Filter {
  show: "waiting" | "open" | "all";
  cameraId: string | null;
  kind: AlertKind | null;
}

export const KINDS: readonly AlertKind[] = [
  "intrusion",
  "line_crossing",
  "wrong_way",
  "loitering",
  "abandoned_object",
  "removed_object",
  "gathering",
  "crowd_density",
  "crowd_movement",
  "running",
  "fall",
  "stopped_vehicle",
  "fire",
  "smoke",
  "tampering",
];

const path = (alertId: string): string => `/api/alerts/${encodeURIComponent(alertId)}`;

export function listAlerts(filter: Filter): Promise<Result<Alert[]>> {
  const query = new URLSearchParams({ limit: "200" });
  if (filter.show !== "all") query.set(filter.show, "true");
  if (filter.cameraId !== null) query.set("camera_id", filter.cameraId);
  if (filter.kind !== null) query.set("kind", filter.kind);
  return call("GET", `/api/alerts?${query.toString()}`);
}

export const getAlert = (alertId: string): Promise<Result<Alert>> => call("GET", path(alertId));
export const answerAlert = (alertId: string, verdict: Verdict, reason: string): Promise<Result<Alert>> =>
  call("POST", `${path(alertId)}/answer`, { verdict, reason });
export const withdrawAnswer = (alertId: string): Promise<Result<Alert>> => call("DELETE", `${path(alertId)}/answer`);
export const alertFigures = (days: number): Promise<Result<RuleFigures[]>> => call("GET", `/api/alerts/figures?days=${days}`);

/** Fetch a clip; each fetch is a viewing that the server journals. */
export async function fetchClip(alertId: string, signal: AbortSignal): Promise<{ ok: true; blob: Blob } | { ok: false; failure: Failure }> {
  try {
    const response = await fetch(`${path(alertId)}/clip.mp4`, { credentials: "same-origin", signal });
    if (response.ok) return { ok: true, blob: await response.blob() };
    return { ok: false, failure: failureFrom(response, await response.json().catch(() => null)) };
  } catch {
    return { ok: false, failure: { kind: "unreachable" } };
  }
}
