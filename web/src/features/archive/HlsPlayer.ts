// Recorded pictures through hls.js, addressed by UTC instants.
import Hls, { Events, type ErrorData, type LevelUpdatedData } from "hls.js";
import { positionAt, utcAt, type Piece } from "./playlistTime";

export interface HlsHandlers {
  onReady: () => void;
  onFailed: (code: string) => void;
}

const MOST_MEDIA_RECOVERIES = 3;

export class HlsPlayer {
  private readonly hls: Hls;
  private pieces: readonly Piece[] = [];
  private recoveries = 0;
  private wantedUs: number | null;

  constructor(
    private readonly video: HTMLVideoElement,
    url: string,
    startUs: number,
    private readonly handlers: HlsHandlers,
  ) {
    this.wantedUs = startUs;
    this.hls = new Hls({
      autoStartLoad: false,
      enableWorker: false,
      maxBufferLength: 20,
      backBufferLength: 30,
      maxMaxBufferLength: 60,
      nudgeMaxRetry: 8,
    });
    this.hls.on(Events.LEVEL_UPDATED, (_event, data) => this.learn(data));
    this.hls.on(Events.LEVEL_LOADED, (_event, data) => this.learn(data));
    this.hls.on(Events.ERROR, (_event, data) => this.fail(data));
    this.hls.on(Events.MANIFEST_PARSED, () => this.hls.startLoad(0));
    this.hls.loadSource(url);
    this.hls.attachMedia(video);
  }

  static supported(): boolean {
    return Hls.isSupported();
  }

  /** UTC instant of the picture on screen; null before anything is loaded. */
  nowUs(): number | null {
    return this.wantedUs ?? utcAt(this.pieces, this.video.currentTime);
  }

  seek(us: number): void {
    const position = positionAt(this.pieces, us);
    if (position === null) {
      this.wantedUs = this.pieces.length === 0 ? us : null;
      return;
    }
    this.wantedUs = null;
    this.video.currentTime = position + 0.001;
  }

  toggle(): void {
    if (this.video.paused) this.play();
    else this.video.pause();
  }

  play(): void {
    void this.video.play().catch(() => undefined);
  }

  /** One picture forwards or back, with the picture then standing still. */
  step(direction: 1 | -1, fps: number): void {
    this.video.pause();
    this.video.currentTime += direction / fps;
  }

  setSpeed(speed: number): void {
    this.video.defaultPlaybackRate = speed;
    this.video.playbackRate = speed;
  }

  destroy(): void {
    this.hls.destroy();
  }

  private learn(data: Pick<LevelUpdatedData, "details">): void {
    this.pieces = data.details.fragments.flatMap((fragment) =>
      fragment.programDateTime === null
        ? []
        : [{ startS: fragment.start, durationS: fragment.duration, utcUs: fragment.programDateTime * 1000 }],
    );
    if (this.wantedUs === null || this.pieces.length === 0) return;
    this.seek(this.wantedUs);
    this.wantedUs = null;
    this.handlers.onReady();
  }

  private fail(data: ErrorData): void {
    if (!data.fatal) return;
    if (data.type === Hls.ErrorTypes.MEDIA_ERROR && this.recoveries < MOST_MEDIA_RECOVERIES) {
      this.recoveries += 1;
      this.hls.recoverMediaError();
      return;
    }
    const status = data.response?.code;
    this.handlers.onFailed(status === undefined || status === 0 ? data.details : `HTTP ${status}`);
  }
}
