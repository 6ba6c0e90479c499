// A legal basis being written down. The server checks all of it again.
import { instantsOf, readLocal } from "@/time/zone";
import type { BasisIn, Kind } from "./api";

export interface BasisDraft {
  text: string;
  orderNumber: string;
  authority: string;
  event: string;
  attestation: string;
  kinds: Kind[];
  cameras: string[];
  startDay: string;
  startTime: string;
  endDay: string;
  endTime: string;
}

export const EMPTY_BASIS: BasisDraft = {
  text: "",
  orderNumber: "",
  authority: "",
  event: "",
  attestation: "",
  kinds: [],
  cameras: [],
  startDay: "",
  startTime: "00:00",
  endDay: "",
  endTime: "23:59",
};

export type BasisProblem = "needed" | "instant" | "order" | "oneMonth" | "atLeastOne";
export type BasisProblems = Partial<Record<keyof BasisDraft, BasisProblem>>;

const MOST_US = 31 * 86_400e6;

/** What keeps the draft from being a basis, by field. */
export function basisProblems(draft: BasisDraft): BasisProblems {
  const found: BasisProblems = {};
  for (const field of ["text", "orderNumber", "authority", "event", "attestation"] as const) {
    if (draft[field].trim() === "") found[field] = "needed";
  }
  const [start, end] = [instantOf(draft.startDay, draft.startTime), instantOf(draft.endDay, draft.endTime)];
  if (start === null) found.startDay = "instant";
  if (end === null) found.endDay = "instant";
  if (start !== null && end !== null) {
    if (end <= start) found.endDay = "order";
    else if (end - start > MOST_US) found.endDay = "oneMonth";
  }
  if (draft.kinds.length === 0) found.kinds = "atLeastOne";
  if (draft.cameras.length === 0) found.cameras = "atLeastOne";
  return found;
}

/** What is sent; only of a draft without problems. */
export function basisOf(draft: BasisDraft): BasisIn {
  return {
    text: draft.text.trim(),
    order_number: draft.orderNumber.trim(),
    authority: draft.authority.trim(),
    event: draft.event.trim(),
    attestation: draft.attestation.trim(),
    kinds: draft.kinds,
    cameras: draft.cameras,
    starts_us: instantOf(draft.startDay, draft.startTime) ?? 0,
    ends_us: instantOf(draft.endDay, draft.endTime) ?? 0,
  };
}

/** The instant typed; where the hour is lived twice, the first passage, so that a basis never lasts longer than meant. */
function instantOf(day: string, time: string): number | null {
  const local = readLocal(day, time);
  return local === null ? null : (instantsOf(local)[0] ?? null);
}
