import { describe, expect, it } from "vitest";
import { returned } from "./api";

describe("what the provider gave", () => {
  it("is read from the address, and nothing else of it is", () => {
    expect(returned("?code=abc&state=xyz&iss=https%3A%2F%2Fcompte.example&to=https://mal.example")).toEqual({
      state: "xyz",
      code: "abc",
      iss: "https://compte.example",
      error: null,
    });
    expect(returned("?error=access_denied&state=xyz")?.error).toBe("access_denied");
  });
  it("is nothing when nobody was sent there", () => {
    expect(returned("")).toBeNull();
    expect(returned("?code=abc")).toBeNull();
  });
});
