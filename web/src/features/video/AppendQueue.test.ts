import { describe, expect, it } from "vitest";
import { AppendQueue } from "./AppendQueue";
import type { Packet } from "./protocol";

const picture = (n: number, keyframe = false): Packet => ({
  kind: "media",
  keyframe,
  discontinuity: false,
  utcUs: n,
  ptsUs: n,
  payload: Uint8Array.of(n % 256),
});

describe("append queue", () => {
  it("gives the initialisation first, then all waiting pictures at once with the last one's instant", () => {
    const queue = new AppendQueue();
    queue.pushInit(Uint8Array.of(42));
    queue.pushMedia(picture(1, true));
    queue.pushMedia(picture(2));
    expect(queue.take()).toEqual({ bytes: Uint8Array.of(42), utcUs: null });
    expect(queue.take()).toEqual({ bytes: Uint8Array.of(1, 2), utcUs: 2 });
    expect(queue.take()).toBeNull();
  });

  it("forgets pictures of the old set-up when a new one comes", () => {
    const queue = new AppendQueue();
    queue.pushMedia(picture(1, true));
    queue.pushInit(Uint8Array.of(42));
    queue.take();
    expect(queue.take()).toBeNull();
  });

  it("stays bounded, and what is left begins with a keyframe", () => {
    const queue = new AppendQueue();
    let newestKeyframe = 0;
    for (let n = 0; n < 5000; n += 1) {
      const keyframe = n % 24 === 0;
      if (keyframe) newestKeyframe = n;
      const before = queue.length;
      queue.pushMedia(picture(n, keyframe));
      expect(queue.length).toBeLessThanOrEqual(150);
      if (queue.length < before) {
        expect(queue.length).toBe(n - newestKeyframe + 1);
        expect(queue.take()?.bytes[0]).toBe(newestKeyframe % 256);
      }
    }
  });

  it("drops everything when no keyframe waits", () => {
    const queue = new AppendQueue();
    for (let n = 0; n < 151; n += 1) queue.pushMedia(picture(n));
    expect(queue.take()).toBeNull();
  });
});
