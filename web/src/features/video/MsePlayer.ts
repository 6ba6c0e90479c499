// Live player for the wall: fragmented MP4 into Media Source Extensions. Fragments are appended in "sequence" mode, so
// a camera that restarts its timestamps, or a hole after a loss, never leaves a gap on the player's own time line.
import type { StreamName } from "@/api/types";
import { AppendQueue } from "./AppendQueue";
import { CUSHION_S, edgeAction } from "./liveEdge";
import { LiveSocket } from "./LiveSocket";
import { emptyReport, noteDrawn, type Player, type PlayerHandlers } from "./player";
import type { Packet, StreamConfig } from "./protocol";

const CHECK_EVERY_MS = 250;
const KEEP_BEHIND_S = 8;
const TRIM_ABOVE_S = 20;

export class MsePlayer implements Player {
  readonly report = emptyReport();
  private readonly socket: LiveSocket;
  private readonly queue = new AppendQueue();
  private readonly timer: ReturnType<typeof setInterval>;
  private source: MediaSource | null = null;
  private buffer: SourceBuffer | null = null;
  private mime = "";
  private appending: number | null = null;
  private edgeUtcUs: number | null = null;
  private lastTime = -1;

  constructor(
    private readonly video: HTMLVideoElement,
    cameraId: string,
    stream: StreamName,
    private readonly handlers: PlayerHandlers,
  ) {
    video.muted = true;
    video.addEventListener("error", this.onVideoError);
    this.socket = new LiveSocket(cameraId, stream, "fmp4", {
      onConfig: (config) => this.configure(config),
      onState: (state) => handlers.onState(state),
      onPacket: (packet) => this.receive(packet),
      onLost: () => this.queue.clear(),
    });
    this.timer = setInterval(this.check, CHECK_EVERY_MS);
  }

  close(): void {
    clearInterval(this.timer);
    this.socket.close();
    this.video.removeEventListener("error", this.onVideoError);
    this.detach();
  }

  private configure(config: StreamConfig): void {
    const mime = `video/mp4; codecs="${config.codec}"`;
    this.handlers.onState(null);
    if (!("MediaSource" in window) || !MediaSource.isTypeSupported(mime)) {
      this.handlers.onUnsupported(config.codec);
      return;
    }
    this.report.widthPx = config.width_px;
    this.report.heightPx = config.height_px;
    if (this.source === null) this.attach(mime);
    else if (this.buffer !== null && mime !== this.mime) this.changeType(this.buffer, mime);
    this.mime = mime;
  }

  private attach(mime: string): void {
    const source = new MediaSource();
    this.source = source;
    this.mime = mime;
    source.addEventListener("sourceopen", () => {
      URL.revokeObjectURL(this.video.src);
      if (source !== this.source) return;
      this.buffer = source.addSourceBuffer(this.mime);
      this.buffer.mode = "sequence";
      this.buffer.addEventListener("updateend", this.onAppended);
      this.buffer.addEventListener("error", this.onVideoError);
      this.pump();
    });
    this.video.src = URL.createObjectURL(source);
  }

  /** A codec change mid-stream: the same buffer goes on with another type (or starts anew where that is refused). */
  private changeType(buffer: SourceBuffer, mime: string): void {
    try {
      if (buffer.updating) buffer.abort();
      buffer.changeType(mime);
      buffer.mode = "sequence";
    } catch {
      this.detach();
      this.attach(mime);
    }
  }

  private receive(packet: Packet): void {
    if (packet.kind === "init") this.queue.pushInit(packet.payload);
    else this.queue.pushMedia(packet);
    this.pump();
  }

  private pump(): void {
    const buffer = this.buffer;
    if (buffer === null || buffer.updating || this.source?.readyState !== "open") return;
    const next = this.queue.take();
    if (next === null) return;
    try {
      this.appending = next.utcUs;
      buffer.appendBuffer(next.bytes);
    } catch {
      // The browser's buffer is full, or it gave this stream up: start clean at the live edge.
      this.startAgain();
    }
  }

  private readonly onAppended = (): void => {
    this.edgeUtcUs = this.appending ?? this.edgeUtcUs;
    this.appending = null;
    if (this.video.paused) void this.video.play().catch(() => undefined);
    this.pump();
  };

  private readonly onVideoError = (): void => this.startAgain();

  private startAgain(): void {
    if (this.source === null) return;
    this.detach();
    this.socket.restart();
  }

  private detach(): void {
    this.buffer?.removeEventListener("updateend", this.onAppended);
    this.buffer?.removeEventListener("error", this.onVideoError);
    this.buffer = null;
    this.source = null;
    this.queue.clear();
    this.video.removeAttribute("src");
    this.video.load();
  }

  /** Four times a second: note what is on screen, stay near the live edge, throw old pictures away. */
  private readonly check = (): void => {
    const { video, buffer } = this;
    if (buffer === null || video.buffered.length === 0) return;
    const last = video.buffered.length - 1;
    const [start, end] = [video.buffered.start(last), video.buffered.end(last)];
    this.note(end);
    const inside = video.currentTime >= start - 0.1 && video.currentTime <= end + 0.1;
    const stuckS = (performance.now() - (this.report.changedAtMs ?? performance.now())) / 1000;
    const action = edgeAction({ aheadS: this.report.aheadS, inside, stuckS, rate: video.playbackRate });
    if (action.do === "jump") this.jump(start, end);
    if (action.do === "rate") video.playbackRate = action.rate;
    this.trim(buffer);
  };

  private note(end: number): void {
    const { video, report } = this;
    report.aheadS = Math.max(0, end - video.currentTime);
    if (video.currentTime === this.lastTime || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return;
    this.lastTime = video.currentTime;
    noteDrawn(report, this.edgeUtcUs === null ? null : this.edgeUtcUs - report.aheadS * 1e6);
  }

  private jump(start: number, end: number): void {
    this.video.currentTime = Math.max(start, end - CUSHION_S);
    this.video.playbackRate = 1;
    this.report.changedAtMs = performance.now();
    if (this.video.paused) void this.video.play().catch(() => undefined);
  }

  private trim(buffer: SourceBuffer): void {
    const keepFrom = this.video.currentTime - KEEP_BEHIND_S;
    if (buffer.updating || keepFrom - this.video.buffered.start(0) < TRIM_ABOVE_S - KEEP_BEHIND_S) return;
    buffer.remove(0, keepFrom);
  }
}
