// A paper being written into somebody's file: what is typed, what is missing, what is sent. The server checks again.
import { civilDay, instantsOf, readLocal } from "@/time/zone";
import type { Approval, ApprovalIn, GrantIn, QualificationIn } from "./files";

export const APPROVAL_KINDS = ["prefect", "prosecutor", "cnaps"] as const satisfies readonly Approval["authority"][];
export const QUALIFICATION_KINDS = ["oath", "training", "undertaking"] as const;
export const PAPER_KINDS = [...APPROVAL_KINDS, "grant", ...QUALIFICATION_KINDS] as const;
export type PaperKind = (typeof PAPER_KINDS)[number];

export interface PaperDraft {
  kind: PaperKind;
  number: string;
  department: string;
  grantedBy: string;
  title: string;
  firstDay: string;
  lastDay: string;
  allCameras: boolean;
  cameras: string[];
  /** INSEE code of the mayor's commune; null in a town alone. */
  commune: string | null;
}

export type Problem = "needed" | "day" | "order" | "department" | "atLeastOne";
export type Problems = Partial<Record<keyof PaperDraft, Problem>>;
export type Sent =
  | { to: "approvals"; body: ApprovalIn }
  | { to: "grants"; body: GrantIn }
  | { to: "qualifications"; body: QualificationIn };

const DEPARTMENT = /^[0-9][0-9AB][0-9]?$/;

export const isApproval = (kind: PaperKind): kind is ApprovalIn["authority"] => (APPROVAL_KINDS as readonly string[]).includes(kind);
export const isQualification = (kind: PaperKind): kind is QualificationIn["kind"] =>
  (QUALIFICATION_KINDS as readonly string[]).includes(kind);

export function emptyPaper(kind: PaperKind, department: string): PaperDraft {
  return { kind, number: "", department, grantedBy: "", title: "", firstDay: "", lastDay: "", allCameras: true, cameras: [], commune: null };
}

/** What keeps the draft from being a paper, by field; only fields that its kind has. */
export function problemsOf(draft: PaperDraft): Problems {
  const found: Problems = {};
  const need = (field: "number" | "grantedBy" | "title"): void => {
    if (draft[field].trim() === "") found[field] = "needed";
  };
  if (isQualification(draft.kind)) need("title");
  else need("number");
  if (isApproval(draft.kind) && !DEPARTMENT.test(draft.department.trim().toUpperCase())) found.department = "department";
  if (draft.kind === "grant") {
    need("grantedBy");
    if (!draft.allCameras && draft.cameras.length === 0) found.cameras = "atLeastOne";
  }
  return { ...found, ...dayProblems(draft) };
}

function dayProblems(draft: PaperDraft): Problems {
  const found: Problems = {};
  const [first, last] = [dayOf(draft.firstDay), dayOf(draft.lastDay)];
  const open = isQualification(draft.kind) && draft.lastDay.trim() === "";
  if (first === null) found.firstDay = "day";
  if (last === null && !open) found.lastDay = "day";
  if (first !== null && last !== null && last.end_us <= first.start_us) found.lastDay = "order";
  return found;
}

/** What is sent; only of a draft without problems. The last day belongs to the paper. */
export function paperOf(draft: PaperDraft): Sent {
  const starts_us = dayOf(draft.firstDay)?.start_us ?? 0;
  const ends_us = dayOf(draft.lastDay)?.end_us ?? null;
  const number = draft.number.trim();
  if (isQualification(draft.kind))
    return { to: "qualifications", body: { kind: draft.kind, title: draft.title.trim(), signed_us: starts_us, ends_us } };
  if (isApproval(draft.kind)) {
    const department = draft.department.trim().toUpperCase();
    return { to: "approvals", body: { authority: draft.kind, number, department, starts_us, ends_us: ends_us ?? 0 } };
  }
  const cameras = draft.allCameras ? null : draft.cameras;
  return { to: "grants", body: { number, granted_by: draft.grantedBy.trim(), starts_us, ends_us: ends_us ?? 0, cameras, commune: draft.commune } };
}

/** From when until when a typed day is, in the town's time; null when it is no day. */
function dayOf(text: string): { start_us: number; end_us: number } | null {
  const noon = readLocal(text, "12:00");
  const at = noon === null ? undefined : instantsOf(noon)[0];
  return at === undefined ? null : civilDay(at);
}
