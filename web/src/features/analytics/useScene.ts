// What the analysis sees on a camera, while its editor is open; comes back by itself.
import { useEffect, useState } from "react";
import { backoffMs } from "@/api/backoff";
import { socketUrl } from "@/api/events";
import type { Point } from "./api";

export interface Scene {
  size_px: [number, number];
  objects: { object_id: number; label: string; box_px: [number, number, number, number]; trail_px: Point[] }[];
  ringing: string[];
  /** Of the candidate nearest to ringing: what holds beside what is needed. */
  explained: Record<string, { candidates: number; needs_s: number; holds_s?: number; confidence?: number; needs_confidence?: number }>;
  closed: Record<string, string>;
}

export function useScene(cameraId: string, wanted: boolean): Scene | null {
  const [scene, setScene] = useState<Scene | null>(null);
  useEffect(() => {
    if (!wanted) return undefined;
    let socket: WebSocket | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let failures = 0;
    let left = false;
    const connect = (): void => {
      socket = new WebSocket(socketUrl(`/api/analytics/cameras/${encodeURIComponent(cameraId)}/scene`));
      socket.onmessage = (message: MessageEvent<string>) => {
        const told = JSON.parse(message.data) as Scene | { type: string };
        if ("type" in told) return;
        failures = 0;
        setScene(told);
      };
      socket.onclose = () => {
        setScene(null);
        if (left) return;
        failures += 1;
        timer = setTimeout(connect, backoffMs(failures));
      };
    };
    connect();
    return () => {
      left = true;
      clearTimeout(timer);
      socket?.close();
    };
  }, [cameraId, wanted]);
  return scene;
}
