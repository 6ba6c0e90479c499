import { describe, expect, it } from "vitest";
import { bytesFromBase64, HEADER_BYTES, readPacket, readText } from "./protocol";

function message(kind: number, flags: number, utc: bigint, pts: bigint, payload: number[], version = 1): ArrayBuffer {
  const buffer = new ArrayBuffer(HEADER_BYTES + payload.length);
  const view = new DataView(buffer);
  view.setUint8(0, version);
  view.setUint8(1, kind);
  view.setUint8(2, flags);
  view.setBigInt64(4, utc);
  view.setBigInt64(12, pts);
  new Uint8Array(buffer).set(payload, HEADER_BYTES);
  return buffer;
}

describe("live messages", () => {
  it("reads the header and leaves the payload", () => {
    const packet = readPacket(message(1, 3, 1_795_425_600_123_456n, -40_000n, [9, 8, 7]));
    expect(packet).toMatchObject({
      kind: "media",
      keyframe: true,
      discontinuity: true,
      utcUs: 1_795_425_600_123_456,
      ptsUs: -40_000,
    });
    expect([...(packet?.payload ?? [])]).toEqual([9, 8, 7]);
    expect(readPacket(message(0, 0, 0n, 0n, []))?.kind).toBe("init");
  });

  it("refuses what it does not know", () => {
    expect(readPacket(new ArrayBuffer(19))).toBeNull();
    expect(readPacket(message(1, 0, 0n, 0n, [1], 2))).toBeNull();
    expect(readPacket(message(7, 0, 0n, 0n, [1]))).toBeNull();
  });

  it("reads texts of the two known types only", () => {
    expect(readText('{"type":"state","state":"failed","code":"silent","since_us":1}')).toMatchObject({ code: "silent" });
    expect(readText('{"type":"other"}')).toBeNull();
    expect(readText("null")).toBeNull();
    expect(readText("{")).toBeNull();
  });

  it("reads the decoder's description", () => {
    expect([...bytesFromBase64("AWQAKP8=")]).toEqual([1, 100, 0, 40, 255]);
  });
});
