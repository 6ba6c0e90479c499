// Notices a stream that comes late: pictures waiting in the network's buffers between the centre and this screen. Starting
// again skips them, since the centre begins with the newest keyframe. Where that did not help, the lateness lies before the
// centre (camera, overload): starting over and over would only make it worse, so it is tried once until it is well again.

/** Later than this is too late. */
const LATE_S = 4;
/** The first pictures of a connection are old on purpose: those since the last keyframe. */
const SETTLING_S = 6;
/** Every picture of this long must be late. */
const LASTING_S = 2;

export class Lateness {
  private openedAtS: number;
  private lateSinceS: number | null = null;
  private tried = false;

  constructor(nowS: number) {
    this.openedAtS = nowS;
  }

  /** A new connection. */
  opened(nowS: number): void {
    this.openedAtS = nowS;
    this.lateSinceS = null;
  }

  /** Tell how late a picture came; true when the connection should be started again. */
  note(lateS: number, nowS: number): boolean {
    if (lateS <= LATE_S) {
      this.lateSinceS = null;
      if (nowS - this.openedAtS > SETTLING_S) this.tried = false;
      return false;
    }
    this.lateSinceS ??= nowS;
    const settled = nowS - this.openedAtS > SETTLING_S;
    if (this.tried || !settled || nowS - this.lateSinceS < LASTING_S) return false;
    this.tried = true;
    return true;
  }
}
