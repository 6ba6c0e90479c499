import { describe, expect, it } from "vitest";
import type { CameraState, CameraStatus } from "@/api/types";
import { STALE_AFTER_S, tileStatus, type TileView } from "./tileStatus";

const status = (state: CameraState, code: string | null = null): CameraStatus => ({
  state,
  code,
  detail: "",
  since_us: 0,
  last_picture_us: null,
  fps: null,
  bitrate_bps: null,
  codec: null,
  width_px: null,
  height_px: null,
  packets_lost: 0,
  reconnects: 0,
});
const view = (change: Partial<TileView>): TileView => ({
  camera: status("recording"),
  stream: null,
  unsupported: false,
  recorderDown: false,
  ageS: 0.1,
  lateS: 0.3,
  ...change,
});

describe("what a tile says", () => {
  it("is live with a fresh picture, whatever was said before", () => {
    expect(tileStatus(view({}))).toEqual({ kind: "live" });
    expect(tileStatus(view({ camera: status("failed", "silent") }))).toEqual({ kind: "live" });
  });

  it("is never live with an old picture", () => {
    for (const state of ["recording", "connecting", "failed"] as const) {
      const said = tileStatus(view({ camera: status(state), ageS: STALE_AFTER_S + 0.1 }));
      expect(said.kind).toBe("stale");
    }
  });

  it("says why and since when the picture is old", () => {
    const said = tileStatus(view({ camera: status("failed", "unreachable"), ageS: 12 }));
    expect(said).toEqual({ kind: "stale", ageS: 12, failure: "unreachable" });
    const lost = tileStatus(view({ recorderDown: true, ageS: 12 }));
    expect(lost).toMatchObject({ failure: "recorder_down" });
  });

  it("does not pass moving pictures of the past off as the present", () => {
    expect(tileStatus(view({ lateS: 12 }))).toEqual({ kind: "late", ageS: 12 });
    expect(tileStatus(view({ lateS: -3 }))).toEqual({ kind: "live" });
  });

  it("counts the age of a kept picture from its own time", () => {
    const kept = view({ camera: status("failed", "unreachable"), ageS: 1, lateS: 360 });
    expect(tileStatus(kept)).toEqual({ kind: "stale", ageS: 361, failure: "unreachable" });
  });

  it("waits, or explains, where there is no picture yet", () => {
    expect(tileStatus(view({ ageS: null }))).toEqual({ kind: "waiting" });
    const refused = view({ ageS: null, camera: status("failed", "wrong_password") });
    expect(tileStatus(refused)).toEqual({ kind: "failed", failure: "wrong_password" });
    const told = view({ ageS: null, stream: { type: "state", state: "failed", code: "new_code", since_us: 0 } });
    expect(tileStatus(told)).toEqual({ kind: "failed", failure: "unknown" });
  });

  it("never shows a camera without authorisation, not even its old picture", () => {
    expect(tileStatus(view({ camera: status("not_authorised") }))).toEqual({ kind: "failed", failure: "not_authorised" });
    expect(tileStatus(view({ camera: status("disabled") }))).toEqual({ kind: "failed", failure: "disabled" });
  });
});
