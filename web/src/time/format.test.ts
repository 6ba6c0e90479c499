import { describe, expect, it } from "vitest";
import { formatBitrate, formatBytes, formatDuration, formatInstant, formatOffset } from "./format";

const utc = (iso: string): number => Date.parse(iso) * 1000;

describe("how things are written", () => {
  it("tells the two 02:30 of October apart", () => {
    expect(formatInstant(utc("2026-10-25T00:30:00Z"), "fr")).toBe("25/10/2026 02:30:00 (UTC+2)");
    expect(formatInstant(utc("2026-10-25T01:30:00Z"), "fr")).toBe("25/10/2026 02:30:00 (UTC+1)");
    expect(formatOffset(utc("2026-07-01T00:00:00Z"))).toBe("UTC+2");
  });

  it("writes durations with two units at most", () => {
    expect(formatDuration(12.9, "fr")).toBe("12 s");
    expect(formatDuration(-3, "fr")).toBe("0 s");
    expect(formatDuration(184, "fr")).toBe("3 min 04 s");
    expect(formatDuration(7500, "fr")).toBe("2 h 05 min");
    expect(formatDuration(273_600, "fr")).toBe("3 j 4 h");
    expect(formatDuration(273_600, "en")).toBe("3 d 4 h");
  });

  it("writes sizes and rates in decimal units", () => {
    expect(formatBytes(0, "fr")).toBe("0 o");
    expect(formatBytes(3.1e12, "fr")).toBe("3,1 To");
    expect(formatBytes(310e9, "en")).toBe("310 GB");
    expect(formatBitrate(3.9e6, "fr")).toBe("3,9 Mbit/s");
    expect(formatBitrate(400_000, "en")).toBe("400 kbit/s");
  });
});
