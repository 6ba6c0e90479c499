// One live stream from the server: connects, reads messages, reconnects with backoff, and says when it is closed for good.
import { backoffMs } from "@/api/backoff";
import { socketUrl } from "@/api/events";
import type { StreamName } from "@/api/types";
import { viewingReason } from "@/features/people/viewingReasonStore";
import { nowUs } from "@/time/clock";
import { Lateness } from "./Lateness";
import { readPacket, readText, type Packet, type StreamConfig, type StreamState } from "./protocol";

export interface LiveHandlers {
  onConfig: (config: StreamConfig) => void;
  onState: (state: StreamState) => void;
  onPacket: (packet: Packet) => void;
  /** The connection was lost; another attempt follows. */
  onLost: () => void;
}

export type LiveFormat = "fmp4" | "units";

/** The state of a camera whose pictures come. */
const STREAMING = "recording";
const SIGNED_OUT = 4401;
/** This camera may not be shown: worth asking again, rarely. */
const REFUSED = 4403;
const REFUSED_COUNTS_AS = 5;
/** Nothing for that long on an open connection means that the network swallowed it. */
const SILENCE_MS = 12_000;

export class LiveSocket {
  private socket: WebSocket | null = null;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private watchdog: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private readonly lateness = new Lateness(seconds());
  private closed = false;
  private readonly url: string;

  constructor(
    cameraId: string,
    stream: StreamName,
    format: LiveFormat,
    private readonly handlers: LiveHandlers,
  ) {
    const reason = viewingReason();
    const because = reason === null ? "" : `&reason=${encodeURIComponent(reason)}`;
    this.url = socketUrl(`/api/live/${encodeURIComponent(cameraId)}/${stream}?format=${format}${because}`);
    this.connect();
  }

  close(): void {
    this.closed = true;
    this.drop();
  }

  /** Throw the connection away and start again, for instance when the browser's decoder gave up. */
  restart(): void {
    if (this.closed) return;
    this.drop();
    this.again();
  }

  private connect(): void {
    const socket = new WebSocket(this.url);
    this.lateness.opened(seconds());
    socket.binaryType = "arraybuffer";
    socket.onmessage = (message: MessageEvent<ArrayBuffer | string>) => this.receive(message.data);
    socket.onclose = (event) => this.ended(event.code);
    this.socket = socket;
    this.watch();
  }

  private receive(data: ArrayBuffer | string): void {
    this.watch();
    if (typeof data === "string") {
      const text = readText(data);
      if (text?.type === "config") this.handlers.onConfig(text);
      else if (text?.type === "state") {
        // A camera that is known to be down is silent without any fault of the connection.
        if (text.state !== STREAMING) clearTimeout(this.watchdog);
        this.handlers.onState(text);
      }
      return;
    }
    const packet = readPacket(data);
    if (packet === null) return;
    this.failures = 0;
    this.handlers.onPacket(packet);
    if (packet.kind === "media" && this.lateness.note((nowUs() - packet.utcUs) / 1e6, seconds())) this.restart();
  }

  private watch(): void {
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => this.restart(), SILENCE_MS);
  }

  private ended(code: number): void {
    if (code === SIGNED_OUT) {
      // The event socket is told the same and brings the sign-in page.
      this.close();
      return;
    }
    if (code === REFUSED) this.failures = Math.max(this.failures, REFUSED_COUNTS_AS);
    this.again();
  }

  private again(): void {
    if (this.closed) return;
    clearTimeout(this.watchdog);
    clearTimeout(this.retry);
    this.failures += 1;
    this.handlers.onLost();
    this.retry = setTimeout(() => this.connect(), backoffMs(this.failures));
  }

  private drop(): void {
    clearTimeout(this.retry);
    clearTimeout(this.watchdog);
    if (this.socket === null) return;
    this.socket.onmessage = null;
    this.socket.onclose = null;
    closeQuietly(this.socket);
    this.socket = null;
  }
}

function seconds(): number {
  return performance.now() / 1000;
}

/** Closing a socket that is still opening makes browsers complain; so it is let open first. */
function closeQuietly(socket: WebSocket): void {
  if (socket.readyState === WebSocket.CONNECTING) socket.onopen = () => socket.close();
  else socket.close();
}
