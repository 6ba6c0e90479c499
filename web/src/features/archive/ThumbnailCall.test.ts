import { afterEach, describe, expect, it, vi } from "vitest";
import { answerOf, fetchThumbnail, thumbnailUrl } from "./ThumbnailCall";

const rejected = (code: string) => ({ kind: "rejected", status: 404, code, message: "", details: {} }) as const;

afterEach(() => vi.unstubAllGlobals());

describe("thumbnails", () => {
  it("asks for whole microseconds of one consultation", () => {
    expect(thumbnailUrl("cam 1", 1_800_000_000_000_000.25, "c&1")).toBe(
      "/api/archive/cameras/cam%201/thumbnail?at_us=1800000000000000&consultation=c%261",
    );
  });

  it("tells a gap and a picture overtaken from what went wrong", () => {
    expect(answerOf(rejected("no_picture"))).toEqual({ kind: "none" });
    expect(answerOf(rejected("overtaken"))).toEqual({ kind: "overtaken" });
    expect(answerOf({ kind: "refused", code: "consultation_expired", details: {} }).kind).toBe("failed");
  });

  it("returns the picture and when it was taken", async () => {
    vi.stubGlobal("fetch", () => Promise.resolve(new Response("jpeg", { headers: { "X-Picture-Us": "42" } })));
    const answer = await fetchThumbnail("/x", new AbortController().signal);
    expect(answer).toMatchObject({ kind: "picture", takenUs: 42 });
  });

  it("never throws", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("no network")));
    const going = new AbortController();
    expect(await fetchThumbnail("/x", going.signal)).toEqual({ kind: "failed", failure: { kind: "unreachable" } });
    going.abort();
    expect(await fetchThumbnail("/x", going.signal)).toEqual({ kind: "overtaken" });
    vi.stubGlobal("fetch", () => Promise.resolve(new Response("<html>", { status: 502 })));
    expect((await fetchThumbnail("/x", new AbortController().signal)).kind).toBe("failed");
  });
});
