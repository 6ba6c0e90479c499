// Messages of the live WebSocket (docs/architecture.md, "Live WebSocket").

export const HEADER_BYTES = 20;
const VERSION = 1;

export interface StreamConfig {
  type: "config";
  codec: string;
  width_px: number;
  height_px: number;
  /** Base64 of avcC or hvcC. */
  description: string;
}

export interface StreamState {
  type: "state";
  state: string;
  code: string | null;
  since_us: number | null;
}

export interface Packet {
  kind: "init" | "media";
  keyframe: boolean;
  discontinuity: boolean;
  utcUs: number;
  ptsUs: number;
  payload: Uint8Array<ArrayBuffer>;
}

/** Reads a binary message; null when it is not one of ours (another version, too short). */
export function readPacket(data: ArrayBuffer): Packet | null {
  if (data.byteLength < HEADER_BYTES) return null;
  const view = new DataView(data);
  const kind = view.getUint8(1);
  if (view.getUint8(0) !== VERSION || kind > 1) return null;
  const flags = view.getUint8(2);
  return {
    kind: kind === 0 ? "init" : "media",
    keyframe: (flags & 1) !== 0,
    discontinuity: (flags & 2) !== 0,
    utcUs: Number(view.getBigInt64(4)),
    ptsUs: Number(view.getBigInt64(12)),
    payload: new Uint8Array(data, HEADER_BYTES),
  };
}

export function readText(text: string): StreamConfig | StreamState | null {
  try {
    const value = JSON.parse(text) as StreamConfig | StreamState | null;
    return value?.type === "config" || value?.type === "state" ? value : null;
  } catch {
    return null;
  }
}

export function bytesFromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
