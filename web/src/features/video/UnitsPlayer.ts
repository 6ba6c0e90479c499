// Live player where delay matters (enlarged view, steering): access units into WebCodecs, each picture drawn on a canvas
// as soon as it is decoded. No buffer, so nothing to drift; a decoder that falls behind skips to the next keyframe.
import type { StreamName } from "@/api/types";
import { LiveSocket } from "./LiveSocket";
import { emptyReport, noteDrawn, type Player, type PlayerHandlers } from "./player";
import { bytesFromBase64, type Packet, type StreamConfig } from "./protocol";

const MOST_QUEUED = 10;
const MOST_FAILURES = 3;

export function webCodecsAvailable(): boolean {
  return "VideoDecoder" in window && "EncodedVideoChunk" in window;
}

export class UnitsPlayer implements Player {
  readonly report = emptyReport();
  private readonly socket: LiveSocket;
  private readonly context: CanvasRenderingContext2D | null;
  private decoder: VideoDecoder | null = null;
  private config: VideoDecoderConfig | null = null;
  private readonly instants = new Map<number, number>();
  private needKeyframe = true;
  private failures = 0;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    cameraId: string,
    stream: StreamName,
    private readonly handlers: PlayerHandlers,
  ) {
    this.context = canvas.getContext("2d", { alpha: false, desynchronized: true });
    this.socket = new LiveSocket(cameraId, stream, "units", {
      onConfig: (config) => void this.configure(config),
      onState: (state) => handlers.onState(state),
      onPacket: (packet) => this.receive(packet),
      onLost: () => this.reset(),
    });
  }

  close(): void {
    this.socket.close();
    this.reset();
    this.config = null;
  }

  private async configure(message: StreamConfig): Promise<void> {
    const config: VideoDecoderConfig = {
      codec: message.codec,
      codedWidth: message.width_px,
      codedHeight: message.height_px,
      description: bytesFromBase64(message.description),
      optimizeForLatency: true,
    };
    this.handlers.onState(null);
    this.reset();
    this.config = config;
    const supported = await VideoDecoder.isConfigSupported(config).catch(() => ({ supported: false }));
    if (supported.supported !== true && this.config === config) this.giveUp();
  }

  private receive(packet: Packet): void {
    if (packet.kind !== "media" || this.config === null) return;
    if (packet.discontinuity || this.isBehind()) this.needKeyframe = true;
    if (this.needKeyframe && !packet.keyframe) return;
    this.needKeyframe = false;
    const decoder = this.readyDecoder(this.config);
    this.instants.set(packet.ptsUs, packet.utcUs);
    decoder.decode(
      new EncodedVideoChunk({
        type: packet.keyframe ? "key" : "delta",
        timestamp: packet.ptsUs,
        data: packet.payload,
      }),
    );
  }

  private isBehind(): boolean {
    return this.decoder !== null && this.decoder.decodeQueueSize > MOST_QUEUED;
  }

  private readyDecoder(config: VideoDecoderConfig): VideoDecoder {
    if (this.decoder?.state === "configured") return this.decoder;
    const decoder = new VideoDecoder({ output: (frame) => this.draw(frame), error: () => this.fail() });
    decoder.configure(config);
    this.decoder = decoder;
    return decoder;
  }

  private draw(frame: VideoFrame): void {
    const { canvas, report } = this;
    if (canvas.width !== frame.displayWidth) canvas.width = frame.displayWidth;
    if (canvas.height !== frame.displayHeight) canvas.height = frame.displayHeight;
    this.context?.drawImage(frame, 0, 0);
    report.widthPx = frame.displayWidth;
    report.heightPx = frame.displayHeight;
    noteDrawn(report, this.instants.get(frame.timestamp) ?? null);
    this.failures = 0;
    this.forgetUntil(frame.timestamp);
    frame.close();
  }

  private forgetUntil(ptsUs: number): void {
    for (const pts of this.instants.keys()) if (pts <= ptsUs || this.instants.size > 200) this.instants.delete(pts);
  }

  private fail(): void {
    this.decoder = null;
    this.needKeyframe = true;
    this.failures += 1;
    if (this.failures >= MOST_FAILURES) this.giveUp();
  }

  private giveUp(): void {
    this.handlers.onUnsupported(this.config?.codec ?? "");
  }

  private reset(): void {
    if (this.decoder !== null && this.decoder.state !== "closed") this.decoder.close();
    this.decoder = null;
    this.instants.clear();
    this.needKeyframe = true;
  }
}
