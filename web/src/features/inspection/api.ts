// The calls of the control mode (routes_inspection.py). Instants are UTC microseconds.
import { call, type Result } from "@/api/client";

export const AUTHORITIES = ["commission", "cnil", "inspection"] as const;
export type Authority = (typeof AUTHORITIES)[number];

export interface VisitDraft {
  authority: Authority;
  members: string[];
  reason: string;
}

export interface Visit extends VisitDraft {
  id: string;
  began_us: number;
  ended_us: number | null;
  outside_hours: boolean;
  note: string | null;
  mine: boolean;
}

export interface Program {
  kind: "product" | "system" | "model" | "library";
  name: string;
  version: string;
  licence: string;
  digest: string | null;
  purpose: string;
}

export const readVisits = (): Promise<Result<Visit[]>> => call("GET", "/api/law/visits");
export const beginVisit = (draft: VisitDraft): Promise<Result<Visit>> => call("POST", "/api/law/visits", draft);
export const endVisit = (visitId: string, note: string): Promise<Result<null>> => call("POST", `/api/law/visits/${encodeURIComponent(visitId)}/end`, { note });
export const readPrograms = (): Promise<Result<Program[]>> => call("GET", "/api/law/programs");
export const PROGRAMS_CSV = "/api/law/programs.csv";
export const DOSSIER_PDF = "/api/law/inspection.pdf";

/** Names as people type them: one a line, or separated by semicolons. */
export function namesIn(text: string): string[] {
  return text
    .split(/[\n;]/u)
    .map((each) => each.trim())
    .filter((each) => each !== "");
}

/** Those whose name, version, licence or purpose holds every word, whatever the case. */
export function matching(programs: readonly Program[], words: string): Program[] {
  const wanted = words.toLocaleLowerCase("fr").split(/\s+/u);
  return programs.filter((each) => {
    const text = `${each.name} ${each.version} ${each.licence} ${each.purpose}`.toLocaleLowerCase("fr");
    return wanted.every((word) => text.includes(word));
  });
}
