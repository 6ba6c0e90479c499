import { describe, expect, it } from "vitest";
import { faultOf, fromBase64url, toBase64url } from "./webauthn";

describe("base64url", () => {
  it("gives back every byte at every length, without padding or unsafe characters", () => {
    for (let length = 0; length < 70; length += 1) {
      const bytes = Uint8Array.from({ length }, (_, index) => (index * 151 + length * 7) % 256);
      const text = toBase64url(bytes.buffer);
      expect(text).toMatch(/^[\w-]*$/);
      expect([...fromBase64url(text)]).toEqual([...bytes]);
    }
  });
  it("reads what RFC 4648 writes", () => {
    expect([...fromBase64url("-_8")]).toEqual([0xfb, 0xff]);
  });
});

describe("what the browser says", () => {
  it("is told apart", () => {
    expect(faultOf(new DOMException("", "NotAllowedError"))).toBe("cancelled");
    expect(faultOf(new DOMException("", "InvalidStateError"))).toBe("known");
    expect(faultOf(new DOMException("", "SecurityError"))).toBe("elsewhere");
    expect(faultOf(new TypeError("x"))).toBe("failed");
  });
});
