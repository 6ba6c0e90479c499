// From a camera's status to the words that explain it.
import type { CameraState } from "@/api/types";
import type { fr } from "@/i18n/fr";

export type FailureCode = keyof (typeof fr)["failures"]["title"];

const KNOWN: readonly FailureCode[] = [
  "wrong_password",
  "unreachable",
  "timeout",
  "not_found",
  "unsupported_codec",
  "no_video",
  "protocol_error",
  "silent",
  "closed_by_camera",
  "tls_failed",
  "stopped",
  "not_authorised",
  "disk_full",
  "disabled",
  "recorder_down",
  "refused",
  "browser_codec",
];

/** The code whose texts exist; codes unknown to these pages are explained in general words. */
export function failureCode(code: string | null | undefined): FailureCode {
  const known = KNOWN.find((each) => each === code?.toLowerCase());
  return known ?? "unknown";
}

/** Why this camera shows nothing, or null when nothing stands against it. */
export function failureOf(state: CameraState, code: string | null): FailureCode | null {
  if (state === "disabled") return "disabled";
  if (state === "not_authorised") return "not_authorised";
  if (state === "failed") return failureCode(code);
  return null;
}
