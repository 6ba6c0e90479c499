import { describe, expect, it, vi } from "vitest";
import { backoffMs } from "./backoff";
import { call, failureFrom } from "./client";
import { readEvent } from "./events";

const answer = (status: number, headers: Record<string, string> = {}) => ({ status, headers: new Headers(headers) });

describe("failures", () => {
  it("tells a lost session from a wrong password", () => {
    expect(failureFrom(answer(401), { code: "expired" })).toEqual({ kind: "signed_out", code: "expired" });
    expect(failureFrom(answer(401), { code: "wrong_credentials" })).toMatchObject({ kind: "rejected" });
  });

  it("reads how long an account is locked, wherever it is said", () => {
    const kind = { kind: "locked", code: "locked" };
    expect(failureFrom(answer(429, { "Retry-After": "60" }), { code: "locked" })).toEqual({ ...kind, retryAfterS: 60 });
    const told = failureFrom(answer(429), { code: "locked", details: { retry_after_s: 30 } });
    expect(told).toEqual({ ...kind, retryAfterS: 30 });
    expect(failureFrom(answer(429), { code: "locked" })).toEqual({ ...kind, retryAfterS: null });
  });

  it("survives answers that are not ours", () => {
    expect(failureFrom(answer(500), null)).toEqual({ kind: "rejected", status: 500, code: "error", message: "", details: {} });
    expect(failureFrom(answer(403), "no")).toEqual({ kind: "refused", code: "error", details: {} });
  });
});

describe("answers that were cut off", () => {
  const broken = (status: number): Response =>
    new Response(new ReadableStream({ start: (body) => body.error(new Error("cut off")) }), { status });

  it("are no data: the server counts as unreachable", async () => {
    vi.stubGlobal("fetch", () => Promise.resolve(broken(200)));
    expect(await call("GET", "/api/anything")).toEqual({ ok: false, failure: { kind: "unreachable" } });
    vi.stubGlobal("fetch", () => Promise.resolve(new Response('[{"camera_id":', { status: 200 })));
    expect(await call("GET", "/api/anything")).toEqual({ ok: false, failure: { kind: "unreachable" } });
    vi.stubGlobal("fetch", () => Promise.resolve(new Response(null, { status: 204 })));
    expect(await call("DELETE", "/api/anything")).toEqual({ ok: true, data: null });
    vi.unstubAllGlobals();
  });
});

describe("reconnecting", () => {
  it("waits longer and longer, up to a limit, never all at the same instant", () => {
    const most = [1, 2, 3, 4, 5, 6, 60].map((failures) => backoffMs(failures, () => 1));
    expect(most).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
    expect(backoffMs(60, () => 0)).toBe(9000);
  });
});

describe("events", () => {
  it("ignores what it cannot read", () => {
    expect(readEvent('{"type":"recorder","state":"down"}')).toEqual({ type: "recorder", state: "down" });
    expect(readEvent("{")).toBeNull();
    expect(readEvent("3")).toBeNull();
    expect(readEvent(new ArrayBuffer(2))).toBeNull();
  });
});
