// What waits to be appended to a SourceBuffer, which takes one append at a time. Pictures that pile up are joined
// into one append; when too many wait, those before the newest keyframe are dropped: freshness before completeness.
import type { Packet } from "./protocol";

const MOST_WAITING = 150;

export class AppendQueue {
  private packets: Packet[] = [];
  private init: Uint8Array<ArrayBuffer> | null = null;

  get length(): number {
    return this.packets.length;
  }

  pushInit(payload: Uint8Array<ArrayBuffer>): void {
    this.init = payload;
    this.packets = [];
  }

  pushMedia(packet: Packet): void {
    this.packets.push(packet);
    if (this.packets.length > MOST_WAITING) this.dropToKeyframe();
  }

  clear(): void {
    this.packets = [];
    this.init = null;
  }

  /** The bytes of the next append and the UTC instant of its last picture; null when nothing waits. */
  take(): { bytes: Uint8Array<ArrayBuffer>; utcUs: number | null } | null {
    if (this.init !== null) {
      const bytes = this.init;
      this.init = null;
      return { bytes, utcUs: null };
    }
    const last = this.packets.at(-1);
    if (last === undefined) return null;
    const bytes = join(this.packets.map((packet) => packet.payload));
    this.packets = [];
    return { bytes, utcUs: last.utcUs };
  }

  private dropToKeyframe(): void {
    const newest = this.packets.findLastIndex((packet) => packet.keyframe);
    this.packets = newest < 0 ? [] : this.packets.slice(newest);
  }
}

function join(parts: Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}
