// The one clock that all pictures follow: an instant that advances by speed, forwards or backwards. Pure but for what it is told.

export class CommonClock {
  private anchorMs = 0;
  private running = false;
  private rate = 1;

  constructor(private anchorUs: number) {}

  /** The instant shown, at `ms` of a clock that never jumps (performance.now). */
  at(ms: number): number {
    return this.running ? this.anchorUs + (ms - this.anchorMs) * 1000 * this.rate : this.anchorUs;
  }

  move(us: number, ms: number): void {
    this.anchorUs = us;
    this.anchorMs = ms;
  }

  run(running: boolean, ms: number): void {
    if (running === this.running) return;
    this.move(this.at(ms), ms);
    this.running = running;
  }

  setRate(rate: number, ms: number): void {
    this.move(this.at(ms), ms);
    this.rate = rate;
  }
}
