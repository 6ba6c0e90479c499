// An order being written down: what is typed, what is missing, what is sent. The server checks all of it again.
import type { AuthorisationIn, Purpose } from "./api";
import { addMonths, typedDay } from "./days";
import type { Perimeter } from "./perimeter";

export interface Draft {
  number: string;
  prefecture: string;
  signed: string;
  firstDay: string;
  lastDay: string;
  retentionDays: string;
  minimumDays: string;
  purposes: Purpose[];
  cameras: string[];
  persons: string;
  prescriptions: string;
  perimeter: Perimeter | null;
  provisional: boolean;
  sharing: boolean;
  sharingServices: string;
  sharingDays: string;
  sharingUrgent: boolean;
}

export const EMPTY: Draft = {
  number: "",
  prefecture: "",
  signed: "",
  firstDay: "",
  lastDay: "",
  retentionDays: "30",
  minimumDays: "",
  purposes: [],
  cameras: [],
  persons: "",
  prescriptions: "",
  perimeter: null,
  provisional: false,
  sharing: false,
  sharingServices: "",
  sharingDays: "30",
  sharingUrgent: false,
};

export type Problem = "needed" | "day" | "days" | "order" | "fourMonths" | "fiveYears" | "minimum" | "atLeastOne";
export type Problems = Partial<Record<keyof Draft, Problem>>;

const LONGEST_DAYS = 31;
const PROVISIONAL_MONTHS = 4;
const LONGEST_MONTHS = 60;

/** What keeps the draft from being an order (CSI L252-4 to L252-6), by field. */
export function problemsOf(draft: Draft): Problems {
  const found: Problems = {};
  for (const field of ["number", "prefecture"] as const) if (draft[field].trim() === "") found[field] = "needed";
  for (const field of ["signed", "firstDay", "lastDay"] as const) if (typedDay(draft[field]) === null) found[field] = "day";
  const [first, last] = [typedDay(draft.firstDay), typedDay(draft.lastDay)];
  if (first !== null && last !== null) {
    if (last < first) found.lastDay = "order";
    else if (draft.provisional && last > addMonths(first, PROVISIONAL_MONTHS)) found.lastDay = "fourMonths";
    else if (!draft.provisional && last > addMonths(first, LONGEST_MONTHS)) found.lastDay = "fiveYears";
  }
  const kept = wholeDays(draft.retentionDays);
  if (kept === null) found.retentionDays = "days";
  const least = wholeDays(draft.minimumDays);
  if (draft.minimumDays.trim() !== "" && (least === null || (kept !== null && least > kept))) found.minimumDays = "minimum";
  if (draft.purposes.length === 0) found.purposes = "atLeastOne";
  if (draft.cameras.length === 0) found.cameras = "atLeastOne";
  if (draft.sharing && linesOf(draft.sharingServices).length === 0) found.sharingServices = "needed";
  if (draft.sharing && wholeDays(draft.sharingDays) === null) found.sharingDays = "days";
  return found;
}

/** What is sent; only of a draft without problems. */
export function orderOf(draft: Draft): AuthorisationIn {
  return {
    number: draft.number.trim(),
    prefecture: draft.prefecture.trim(),
    signed: typedDay(draft.signed) ?? "",
    first_day: typedDay(draft.firstDay) ?? "",
    last_day: typedDay(draft.lastDay) ?? "",
    retention_days: wholeDays(draft.retentionDays) ?? 0,
    minimum_days: wholeDays(draft.minimumDays),
    purposes: draft.purposes,
    cameras: draft.cameras,
    persons: linesOf(draft.persons),
    prescriptions: draft.prescriptions.trim(),
    perimeter: draft.perimeter,
    provisional: draft.provisional,
    sharing: draft.sharing
      ? { services: linesOf(draft.sharingServices), days: wholeDays(draft.sharingDays) ?? 0, urgent: draft.sharingUrgent }
      : null,
  };
}

function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

function wholeDays(text: string): number | null {
  const days = /^\d{1,2}$/.test(text.trim()) ? Number(text) : 0;
  return days >= 1 && days <= LONGEST_DAYS ? days : null;
}
