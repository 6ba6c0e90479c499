// Recorded pictures through hls.js, addressed by UTC instants and led by a common clock.
import Hls, { Events, type ErrorData, type LevelUpdatedData } from "hls.js";
import { exactPositionAt, nextRecorded, utcAt, type Piece } from "./playlistTime";
import { correction } from "./sync";

export interface HlsHandlers {
  onReady: () => void;
  onFailed: (code: string) => void;
}

const MOST_MEDIA_RECOVERIES = 3;
/** Inside the picture, not on its edge, where rounding decides which one is shown. */
const INSIDE_S = 0.001;
const STANDS_S = 0.003;

export class HlsPlayer {
  private readonly hls: Hls;
  private pieces: readonly Piece[] = [];
  private recoveries = 0;
  private shownS: number | null = null;
  private frame = 0;
  /** The playlist is known, or known to be missing. */
  settled = false;

  constructor(
    private readonly video: HTMLVideoElement,
    url: string,
    startUs: number,
    private readonly handlers: HlsHandlers,
  ) {
    this.hls = new Hls({
      autoStartLoad: false,
      enableWorker: false,
      maxBufferLength: 20,
      backBufferLength: 30,
      maxMaxBufferLength: 60,
      nudgeMaxRetry: 8,
    });
    this.hls.on(Events.LEVEL_UPDATED, (_event, data) => this.learn(data));
    this.hls.on(Events.LEVEL_LOADED, (_event, data) => this.begin(data, startUs));
    this.hls.on(Events.LEVEL_PTS_UPDATED, (_event, data) => this.learn(data));
    this.hls.on(Events.ERROR, (_event, data) => this.fail(data));
    this.hls.on(Events.MANIFEST_PARSED, () => this.hls.startLoad(0));
    this.hls.loadSource(url);
    this.hls.attachMedia(video);
    this.watchFrames();
  }

  /** UTC instant of the picture on screen, as the browser reports the frame it put there; null before the first. */
  shownUs(): number | null {
    return this.shownS === null ? null : utcAt(this.pieces, this.shownS);
  }

  covers(us: number): boolean {
    return exactPositionAt(this.pieces, us) !== null;
  }

  next(us: number): number | null {
    return nextRecorded(this.pieces, us);
  }

  /** Nothing stands between this player and its next picture. */
  get ready(): boolean {
    return !this.video.seeking && (this.video.ended || this.video.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA);
  }

  /** Shows what the clock says: by playing at `speed` above 0, else by standing on that picture. False in a hole. */
  follow(us: number, speed: number): boolean {
    const position = exactPositionAt(this.pieces, us);
    if (position === null) {
      this.video.pause();
      return false;
    }
    if (speed > 0) this.run(position, speed);
    else this.stand(position);
    return true;
  }

  /** Waits for the others on the picture it has. */
  pause(): void {
    this.video.pause();
  }

  destroy(): void {
    this.video.cancelVideoFrameCallback(this.frame);
    this.hls.destroy();
  }

  private run(position: number, speed: number): void {
    if (this.video.seeking) return;
    const act = correction(position - this.video.currentTime, speed);
    if (act.kind === "seek") this.video.currentTime = position + INSIDE_S;
    else if (this.video.playbackRate !== act.rate) this.video.playbackRate = act.rate;
    if (this.video.paused) void this.video.play().catch(() => undefined);
  }

  private stand(position: number): void {
    this.video.pause();
    if (this.video.seeking || Math.abs(this.video.currentTime - position) < STANDS_S) return;
    this.video.currentTime = position + INSIDE_S;
  }

  private watchFrames(): void {
    this.frame = this.video.requestVideoFrameCallback((_now, { mediaTime }) => {
      this.shownS = mediaTime;
      const us = this.shownUs();
      if (us !== null) this.video.dataset["shownUs"] = String(Math.round(us));
      this.watchFrames();
    });
  }

  private begin(data: Pick<LevelUpdatedData, "details">, startUs: number): void {
    this.learn(data);
    if (this.settled) return;
    this.settled = true;
    const position = exactPositionAt(this.pieces, startUs);
    if (position !== null) this.video.currentTime = position + INSIDE_S;
    this.handlers.onReady();
  }

  private learn(data: Pick<LevelUpdatedData, "details">): void {
    this.pieces = data.details.fragments.flatMap((fragment) =>
      fragment.programDateTime === null
        ? []
        : [{ startS: fragment.start, durationS: fragment.duration, utcUs: fragment.programDateTime * 1000 }],
    );
  }

  private fail(data: ErrorData): void {
    if (!data.fatal) return;
    if (data.type === Hls.ErrorTypes.MEDIA_ERROR && this.recoveries < MOST_MEDIA_RECOVERIES) {
      this.recoveries += 1;
      this.hls.recoverMediaError();
      return;
    }
    const status = data.response?.code;
    this.settled = true;
    this.handlers.onFailed(status === undefined || status === 0 ? data.details : `HTTP ${status}`);
  }
}
