import { describe, expect, it } from "vitest";
import { Conductor, type Player } from "./Conductor";

class FakePlayer implements Player {
  settled = true;
  ready = true;
  followed: [number, number][] = [];
  paused = 0;
  constructor(private readonly spans: readonly [number, number][]) {}
  covers(us: number): boolean {
    return this.spans.some(([from, to]) => from <= us && us < to);
  }
  next(us: number): number | null {
    return this.spans.find(([from]) => from > us)?.[0] ?? null;
  }
  follow(us: number, speed: number): boolean {
    this.followed.push([us, speed]);
    return this.covers(us);
  }
  pause(): void {
    this.paused += 1;
  }
  shownUs(): number {
    return 1_040_000;
  }
}

function together(...spans: (readonly [number, number][])[]): { conductor: Conductor; players: FakePlayer[] } {
  const conductor = new Conductor(1e6, spans.length);
  const players = spans.map((each) => new FakePlayer(each));
  players.forEach((player, index) => conductor.add(String(index), player));
  conductor.tick(0);
  return { conductor, players };
}

describe("several recordings on one clock", () => {
  it("gives every player the same instant", () => {
    const { conductor, players } = together([[0, 1e9]], [[0, 1e9]]);
    conductor.tick(500);
    expect(players.map((each) => each.followed.at(-1))).toEqual([[1.5e6, 1], [1.5e6, 1]]);
  });

  it("waits for one that has no data, and not for ever", () => {
    const { conductor, players } = together([[0, 1e9]], [[0, 1e9]]);
    const late = players[1];
    if (late) late.ready = false;
    const stands = conductor.tick(100);
    expect(stands.waiting).toBe(true);
    expect(players[0]?.paused).toBe(1);
    expect(conductor.tick(3000).us).toBe(stands.us);
    conductor.tick(4200);
    expect(conductor.tick(5200).us).toBe(stands.us + 1e6);
  });

  it("keeps a high speed by skipping pictures where decoding cannot follow", () => {
    const { conductor, players } = together([[0, 1e9]], [[0, 1e9]]);
    conductor.setSpeed(8, 0);
    const slow = players[1];
    if (slow) slow.ready = false;
    let seen = conductor.tick(40);
    for (let ms = 80; ms <= 1000; ms += 40) seen = conductor.tick(ms);
    expect(seen.waiting).toBe(false);
    expect(conductor.tick(1040).us).toBe(seen.us);
    const later = conductor.tick(2000);
    expect(later.us).toBeGreaterThan(seen.us + 7e6);
    expect(players.map((each) => each.followed.at(-1))).toEqual([[later.us, 0], [later.us, 0]]);
    if (slow) slow.ready = true;
    expect(conductor.tick(2100).us).toBe(later.us + 0.8e6);
    conductor.setSpeed(1, 2100);
    if (slow) slow.ready = false;
    expect(conductor.tick(2140).waiting).toBe(true);
  });

  it("skips what no camera recorded, and ends after the last", () => {
    const { conductor } = together([[0, 1.2e6], [50e6, 51e6]], [[0, 1.1e6]]);
    expect(conductor.tick(300).us).toBe(50e6);
    expect(conductor.tick(600).covered).toEqual(new Set(["0"]));
    expect(conductor.tick(9000).ended).toBe(true);
  });

  it("steps from the picture shown, into the next one, and stands there", () => {
    const { conductor, players } = together([[0, 1e9]]);
    conductor.step(1, 40_000, 100);
    expect(conductor.tick(200)).toMatchObject({ us: 1_090_000, playing: false });
    expect(players[0]?.followed.at(-1)).toEqual([1_090_000, 0]);
    conductor.step(-1, 40_000, 300);
    expect(conductor.tick(400).us).toBe(1_010_000);
  });

  it("reads backwards by standing on earlier and earlier pictures", () => {
    const { conductor, players } = together([[0, 1e9]]);
    conductor.setSpeed(-2, 0);
    expect(conductor.tick(250).us).toBe(500_000);
    expect(players[0]?.followed.at(-1)).toEqual([500_000, -2]);
    const player = players[0];
    if (player) player.ready = false;
    expect(conductor.tick(290).us).toBe(500_000);
    if (player) player.ready = true;
    expect(conductor.tick(350).us).toBe(300_000);
  });
});
