// The event socket (`WS /api/events`): one JSON object per message; reconnects by itself with backoff.
import { backoffMs } from "./backoff";
import { link } from "./link";
import type { ServerEvent } from "./types";

export interface EventHandlers {
  onEvent: (event: ServerEvent) => void;
  /** Called at each (re)connection: what happened meanwhile was missed, so load again. */
  onOpen: () => void;
}

/** Keep an event socket open until the returned function is called. */
export function followEvents(handlers: EventHandlers): () => void {
  let socket: WebSocket | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let stopped = false;

  const connect = (): void => {
    socket = new WebSocket(socketUrl("/api/events"));
    socket.onopen = () => {
      failures = 0;
      link.found();
      handlers.onOpen();
    };
    socket.onmessage = (message: MessageEvent) => {
      const event = readEvent(message.data);
      if (event !== null) handlers.onEvent(event);
    };
    socket.onclose = () => {
      if (stopped) return;
      failures += 1;
      if (failures > 1) link.lost();
      timer = setTimeout(connect, backoffMs(failures));
    };
  };

  connect();
  return () => {
    stopped = true;
    clearTimeout(timer);
    socket?.close();
  };
}

export function socketUrl(path: string): string {
  const scheme = window.location.protocol === "https:" ? "wss" : "ws";
  return `${scheme}://${window.location.host}${path}`;
}

export function readEvent(data: unknown): ServerEvent | null {
  if (typeof data !== "string") return null;
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === "object" && value !== null && "type" in value ? (value as ServerEvent) : null;
  } catch {
    return null;
  }
}
