// Several recordings on one clock: each tick every player follows it; while one waits for data, all wait, but not for ever.
// Backwards, and faster than a machine can decode, all stand on one instant after the other, together, at the speed asked for.
import { CommonClock } from "./commonClock";
import type { HlsPlayer } from "./HlsPlayer";

/** One that cannot go on after this time is left behind until it can. */
const PATIENCE_MS = 4000;
/** Waiting for more than this share of some seconds, a speed above 1 is kept by showing fewer pictures. */
const MOST_WAITING = 0.2;
const WAITING_OVER_MS = 2000;
/** All stand on an instant until everyone shows it, but not longer than this. */
const STAND_MS = 700;

/** What is asked of a player. */
export type Player = Pick<HlsPlayer, "settled" | "ready" | "covers" | "next" | "follow" | "pause" | "shownUs">;

export interface Seen {
  us: number;
  playing: boolean;
  /** Nothing more is recorded in what was asked for. */
  ended: boolean;
  waiting: boolean;
  covered: ReadonlySet<string>;
}

export class Conductor {
  private readonly players = new Map<string, Player>();
  private readonly waitingSince = new Map<string, number>();
  private readonly clock: CommonClock;
  private playing = true;
  private rate = 1;
  private waitingShare = 0;
  private skims = false;
  private tickedMs = 0;
  private stand: { us: number; ms: number } | null = null;

  constructor(startUs: number, private readonly expected: number) {
    this.clock = new CommonClock(startUs);
  }

  add(id: string, player: Player): void {
    this.players.set(id, player);
  }

  remove(id: string): void {
    this.players.delete(id);
    this.waitingSince.delete(id);
  }

  move(us: number, ms: number): void {
    this.clock.move(us, ms);
    this.stand = null;
    this.waitingSince.clear();
  }

  play(playing: boolean): void {
    this.playing = playing;
  }

  get isPlaying(): boolean {
    return this.playing;
  }

  setSpeed(speed: number, ms: number): void {
    this.rate = speed;
    this.waitingShare = 0;
    this.skims = false;
    this.stand = null;
    this.clock.setRate(speed, ms);
  }

  /** One picture on or back from the one shown by the first camera that shows one; then all stand still. */
  step(direction: 1 | -1, frameUs: number, ms: number): void {
    this.playing = false;
    this.clock.run(false, ms);
    const now = this.clock.at(ms);
    const lead = [...this.players.values()].find((each) => each.covers(now));
    // A quarter into the neighbouring picture: rates are never quite regular.
    this.move((lead?.shownUs() ?? now) + (direction + 0.25) * frameUs, ms);
  }

  tick(ms: number): Seen {
    const all = [...this.players.entries()];
    const settled = all.length >= this.expected && all.every(([, each]) => each.settled);
    let us = this.clock.at(ms);
    let ended = false;
    if (settled && this.playing && !all.some(([, each]) => each.covers(us))) {
      const next = this.after(us);
      ended = next === null;
      if (next !== null) this.move((us = next), ms);
    }
    if (settled && this.playing && (this.skims || this.rate < 0)) us = this.standing(us, ms);
    const covering = all.filter(([, each]) => each.covers(us));
    const late = this.rate > 0 && covering.map(([id, each]) => this.isWaitedFor(id, each, ms)).includes(true);
    if (settled && this.playing && this.rate > 1) this.learnPace(late, ms);
    this.tickedMs = ms;
    const waiting = !settled || (late && !this.skims);
    this.clock.run(this.playing && !waiting && !ended, ms);
    for (const [, each] of all) this.lead(each, us, waiting);
    return { us, playing: this.playing, ended, waiting, covered: new Set(covering.map(([id]) => id)) };
  }

  private lead(player: Player, us: number, waiting: boolean): void {
    if (this.playing && waiting && player.covers(us) && player.ready) player.pause();
    else player.follow(us, this.playing && !this.skims ? this.rate : 0);
  }

  /** The instant to stand on: the one before until everyone shows it, then where the clock has come to. */
  private standing(us: number, ms: number): number {
    const now = this.stand;
    const late = now !== null && [...this.players.values()].some((each) => each.covers(now.us) && !each.ready);
    if (now !== null && late && ms - now.ms < STAND_MS) return now.us;
    this.stand = { us, ms };
    return us;
  }

  /** How much of the last seconds went by waiting; too much, and pictures are skipped until another speed is asked for. */
  private learnPace(late: boolean, ms: number): void {
    const share = Math.min(1, (ms - this.tickedMs) / WAITING_OVER_MS);
    this.waitingShare += ((late ? 1 : 0) - this.waitingShare) * share;
    this.skims ||= this.waitingShare > MOST_WAITING;
  }

  /** Where the next picture is in the direction of reading, null when there is none. */
  private after(us: number): number | null {
    if (this.rate < 0) return null;
    const found = [...this.players.values()].map((each) => each.next(us)).filter((each) => each !== null);
    return found.length === 0 ? null : Math.min(...found);
  }

  private isWaitedFor(id: string, player: Player, ms: number): boolean {
    if (player.ready) {
      this.waitingSince.delete(id);
      return false;
    }
    const since = this.waitingSince.get(id) ?? ms;
    this.waitingSince.set(id, since);
    return ms - since < PATIENCE_MS;
  }
}
