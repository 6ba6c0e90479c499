import { describe, expect, it } from "vitest";
import { draftOf, isStreamUrl, problemsOf, requestOf, placeOf } from "./draft";

const filled = { ...draftOf(null), name: "Mairie", site: "Façade", mainUrl: "rtsp://192.0.2.10:554/main" };

describe("the camera form", () => {
  it("accepts RTSP addresses without credentials only", () => {
    expect(isStreamUrl("rtsp://camera.lan/main?profile=1")).toBe(true);
    expect(isStreamUrl("RTSPS://192.0.2.10")).toBe(true);
    expect(isStreamUrl("rtsp://user:secret@camera.lan/main")).toBe(false);
    expect(isStreamUrl("http://camera.lan/main")).toBe(false);
    expect(isStreamUrl("rtsp:///main")).toBe(false);
  });

  it("says what is missing", () => {
    expect(problemsOf(draftOf(null), false)).toEqual({ name: "required", site: "required", mainUrl: "required" });
    expect(problemsOf(filled, false)).toEqual({});
    expect(problemsOf({ ...filled, mainUrl: "" }, true)).toEqual({});
  });

  it("sends a password only when one was typed", () => {
    expect(requestOf(filled, null)).not.toHaveProperty("password");
    expect(requestOf({ ...filled, password: "secret" }, null)).toHaveProperty("password", "secret");
  });

  it("sends only what changed of a known camera", () => {
    expect(requestOf({ ...filled, name: "Mairie nord" }, filled)).toEqual({ name: "Mairie nord" });
    expect(requestOf(filled, filled)).toEqual({});
  });
});

describe("a camera's place", () => {
  it("is read as maps write it, and as France writes decimals", () => {
    expect(placeOf("48.9389, 2.4632")).toEqual([48.9389, 2.4632]);
    expect(placeOf("48,9389 ; 2,4632")).toEqual([48.9389, 2.4632]);
  });
  it("is refused when it is none", () => {
    for (const text of ["48.9", "nord, sud", "91, 2", "48, 181", "1, 2, 3", ", 2"]) expect(placeOf(text)).toBeNull();
  });
});
