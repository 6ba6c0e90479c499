// The cameras this person may know of, kept up to date by the event socket; and what the recorder does.
import { useSyncExternalStore } from "react";
import { listCameras, systemState } from "@/api/endpoints";
import type { Failure, Result } from "@/api/client";
import type { Camera, ServerEvent, SystemState } from "@/api/types";
import { learnServerTime } from "@/time/clock";

export interface CameraStoreState {
  loading: boolean;
  /** Why the cameras could not be read the last time. */
  failure: Failure | null;
  cameras: readonly Camera[];
  byId: ReadonlyMap<string, Camera>;
  recorder: string;
}

const EMPTY: CameraStoreState = { loading: true, failure: null, cameras: [], byId: new Map(), recorder: "running" };
let state = EMPTY;
const listeners = new Set<() => void>();

function set(change: Partial<CameraStoreState>): void {
  state = { ...state, ...change };
  for (const listener of listeners) listener();
}

function setCameras(cameras: readonly Camera[]): void {
  set({ loading: false, failure: null, cameras, byId: new Map(cameras.map((camera) => [camera.id, camera])) });
}

export function forgetCameras(): void {
  set(EMPTY);
}

export async function loadCameras(): Promise<void> {
  const result = await listCameras();
  if (result.ok) setCameras([...result.data].sort((a, b) => a.name.localeCompare(b.name, "fr", { numeric: true })));
  else set({ failure: result.failure });
}

/** Read the system's state: what the recorder does, and the server's time, are kept for every page. */
export async function readSystem(): Promise<Result<SystemState>> {
  const sentMs = performance.now();
  const result = await systemState();
  if (result.ok) {
    learnServerTime(result.data.now_us, performance.now() - sentMs);
    set({ recorder: result.data.recorder.state });
  }
  return result;
}

let pending = new Map<string, Camera>();

/** Statuses come in bursts (104 cameras at a restart): they are applied together, once per frame. */
export function applyEvent(event: ServerEvent): void {
  if (event.type === "recorder") set({ recorder: event.state });
  if (event.type !== "camera_status") return;
  const camera = state.byId.get(event.camera_id);
  if (camera === undefined) return;
  if (pending.size === 0) setTimeout(flush, 100);
  pending.set(camera.id, { ...camera, status: event.status });
}

function flush(): void {
  const changed = pending;
  pending = new Map();
  setCameras(state.cameras.map((camera) => changed.get(camera.id) ?? camera));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useCameras(): CameraStoreState {
  return useSyncExternalStore(subscribe, () => state);
}
