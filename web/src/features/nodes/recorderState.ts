// The recorder's state, among those that have words.
import type { fr } from "@/i18n/fr";

export type RecorderState = keyof (typeof fr)["system"]["recorderState"];

export function recorderState(state: string): RecorderState {
  return state === "running" || state === "down" ? state : "unknown";
}
