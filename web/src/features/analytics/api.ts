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
