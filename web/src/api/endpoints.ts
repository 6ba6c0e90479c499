// One function per call of the contract.
import { call, type Result } from "./client";
import type {
  Camera,
  Consultation,
  ConsultationRequest,
  Interval,
  Layout,
  LayoutDraft,
  Me,
  SystemState,
  Timeline,
  Welcome,
} from "./types";

const id = encodeURIComponent;

export const welcome = (): Promise<Result<Welcome>> => call("GET", "/api/system/welcome");
export const whoAmI = (): Promise<Result<Me>> => call("GET", "/api/session");
export const signIn = (username: string, password: string, code?: string, reason?: string): Promise<Result<Me>> =>
  call("POST", "/api/session", { username, password, code: code ?? null, reason: reason ?? null });
export const lockSession = (): Promise<Result<null>> => call("POST", "/api/session/lock");
export const unlockSession = (password: string): Promise<Result<Me>> => call("POST", "/api/session/unlock", { password });
export const signOut = (): Promise<Result<null>> => call("DELETE", "/api/session");

export const listCameras = (): Promise<Result<Camera[]>> => call("GET", "/api/cameras");
export const getCamera = (cameraId: string): Promise<Result<Camera>> => call("GET", `/api/cameras/${id(cameraId)}`);
export const addCamera = (draft: unknown): Promise<Result<Camera>> => call("POST", "/api/cameras", draft);
export const changeCamera = (cameraId: string, change: unknown): Promise<Result<Camera>> =>
  call("PATCH", `/api/cameras/${id(cameraId)}`, change);
export const removeCamera = (cameraId: string): Promise<Result<null>> =>
  call("DELETE", `/api/cameras/${id(cameraId)}`);

export const listLayouts = (): Promise<Result<Layout[]>> => call("GET", "/api/layouts");
export const addLayout = (draft: LayoutDraft): Promise<Result<Layout>> => call("POST", "/api/layouts", draft);
export const replaceLayout = (layoutId: string, draft: LayoutDraft): Promise<Result<Layout>> =>
  call("PUT", `/api/layouts/${id(layoutId)}`, draft);
export const removeLayout = (layoutId: string): Promise<Result<null>> =>
  call("DELETE", `/api/layouts/${id(layoutId)}`);

export const openConsultation = (request: ConsultationRequest): Promise<Result<Consultation>> =>
  call("POST", "/api/archive/consultations", request);
export const getTimeline = (cameraId: string, range: Interval): Promise<Result<Timeline>> =>
  call("GET", `/api/archive/cameras/${id(cameraId)}/timeline?start_us=${range.start_us}&end_us=${range.end_us}`);

export function playlistUrl(cameraId: string, range: Interval, consultationId: string): string {
  const query = `start_us=${range.start_us}&end_us=${range.end_us}&consultation=${id(consultationId)}`;
  return `/api/archive/cameras/${id(cameraId)}/playlist.m3u8?${query}`;
}

export const systemState = (): Promise<Result<SystemState>> => call("GET", "/api/system");
