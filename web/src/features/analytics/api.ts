// The calls of rules: kinds with their parameters, a camera's versions, the legal gate, activation.
import { call, type Result } from "@/api/client";
import type { AlertKind } from "@/features/alerts/api";

export type PointKey = "field_px" | "polyline_px";
export type Point = readonly [number, number];

export interface Property {
  type?: string;
  anyOf?: { type?: string; minimum?: number; maximum?: number }[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  pattern?: string;
  default?: unknown;
  description?: string;
}

export interface Kind {
  kind: AlertKind;
  topic: string;
  equipment: boolean;
  geometry: PointKey[];
  parameters: { properties: Record<string, Property>; required?: string[] };
}

export interface KindState {
  kind: AlertKind;
  event: string | null;
  closed: "no_basis" | "not_lawful" | "no_field" | null;
  basis_id: string | null;
  order_number: string | null;
  ends_us: number | null;
}

export type RuleDraft = { id: string; kind: AlertKind; field_px?: Point[]; polyline_px?: Point[] } & Record<string, unknown>;

export interface Version {
  camera_id: string;
  version: number;
  rules: RuleDraft[];
  width_px: number;
  height_px: number;
  calibration: Record<string, unknown> | null;
  author: string;
  saved_us: number;
}

export interface CameraAnalytics {
  versions: Version[];
  running: { version: number; by: string; since_us: number } | null;
  kinds: KindState[];
}

const camera = (cameraId: string): string => `/api/analytics/cameras/${encodeURIComponent(cameraId)}`;

export const listKinds = (): Promise<Result<Kind[]>> => call("GET", "/api/analytics/kinds");
export const getAnalytics = (cameraId: string): Promise<Result<CameraAnalytics>> => call("GET", camera(cameraId));
export const saveRules = (
  cameraId: string,
  rules: readonly RuleDraft[],
  width_px: number,
  height_px: number,
  calibration: Record<string, unknown> | null,
): Promise<Result<Version>> => call("POST", `${camera(cameraId)}/versions`, { rules, width_px, height_px, calibration });
export const activateRules = (cameraId: string, version: number): Promise<Result<{ version: number }>> =>
  call("POST", `${camera(cameraId)}/activate`, { version });
export const switchOffRules = (cameraId: string, reason: string): Promise<Result<null>> =>
  call("POST", `${camera(cameraId)}/switch-off`, { reason });

export interface CalibrationFound {
  points_px: Point[];
  points_m: Point[];
  matrix: number[][];
  error_m: number;
  errors_m: number[];
}

export const calibrate = (places: { points_px: Point[]; points_m: Point[] }): Promise<Result<CalibrationFound>> =>
  call("POST", "/api/analytics/calibration", places);
export const calibrateByPeople = (feet_px: Point[], heights_px: number[], width_px: number, height_px: number): Promise<Result<CalibrationFound>> =>
  call("POST", "/api/analytics/calibration/people", { feet_px, heights_px, width_px, height_px });

export interface Suspension {
  suspended: boolean;
  since_us: number | null;
  by: string | null;
  reason: string | null;
}

export const getSuspension = (): Promise<Result<Suspension>> => call("GET", "/api/analytics/suspension");
export const suspendAll = (reason: string): Promise<Result<Suspension>> => call("POST", "/api/analytics/suspension", { reason });
export const resumeAll = (reason: string): Promise<Result<null>> => call("POST", "/api/analytics/suspension/end", { reason });

export interface ReplayFound {
  rule: string;
  kind: AlertKind;
  at_us: number;
  ended_us: number | null;
  confidence: number;
  region_px: [number, number, number, number];
  size_px: [number, number];
  details: Record<string, unknown>;
}

export interface Replay {
  id: string;
  camera_id: string;
  state: "running" | "done" | "cancelled" | "failed";
  start_us: number;
  end_us: number;
  at_us: number;
  detector: string;
  problem: string | null;
  message: string | null;
  counts: { looks?: number; pictures?: number; broken?: number };
  closed: Record<string, string>;
  found: ReplayFound[];
}

export interface ReplayRequest {
  rules: readonly RuleDraft[];
  width_px: number;
  height_px: number;
  calibration: Record<string, unknown> | null;
  start_us: number;
  end_us: number;
  consultation: string;
}

const replay = (replayId: string): string => `/api/analytics/replays/${encodeURIComponent(replayId)}`;
export const startReplay = (cameraId: string, request: ReplayRequest): Promise<Result<Replay>> => call("POST", `${camera(cameraId)}/replays`, request);
export const getReplay = (replayId: string): Promise<Result<Replay>> => call("GET", replay(replayId));
export const stopReplay = (replayId: string): Promise<Result<null>> => call("DELETE", replay(replayId));
export const replayPicture = (replayId: string, number: number): string => `${replay(replayId)}/pictures/${number}.jpg`;
