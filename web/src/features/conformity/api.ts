// The calls of conformity to the order of 3 August 2007.
import { call, type Result } from "@/api/client";

export const VERDICTS = ["fails", "unclassed", "unmeasured", "conforms"] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface CameraClass {
  objective: string;
  plan: "narrow" | "wide";
  traffic: boolean;
  fast: boolean;
}

export interface Finding {
  rule: "resolution" | "frame_rate";
  required: string;
  measured: string;
  ok: boolean | null;
}

export interface Line {
  camera_id: string;
  name: string;
  declared: CameraClass | null;
  findings: Finding[];
  verdict: Verdict;
}

export const NEW_CLASS: CameraClass = { objective: "", plan: "wide", traffic: false, fast: false };
export const reportUrl = (form: "csv" | "pdf"): string => `/api/law/conformity.${form}`;

export function readConformity(): Promise<Result<Line[]>> {
  return call<Line[]>("GET", "/api/law/conformity");
}

export function declareClass(cameraId: string, declared: CameraClass): Promise<Result<Line>> {
  return call<Line>("PUT", `/api/law/conformity/${encodeURIComponent(cameraId)}`, declared);
}

/** How many lines have each verdict. */
export function countVerdicts(lines: readonly Line[]): Record<Verdict, number> {
  const counts: Record<Verdict, number> = { fails: 0, unclassed: 0, unmeasured: 0, conforms: 0 };
  for (const line of lines) counts[line.verdict] += 1;
  return counts;
}

/** The lines to show: those of a verdict, or all; what needs somebody comes first. */
export function shownLines(lines: readonly Line[], only: Verdict | null): Line[] {
  const rank = (line: Line): number => VERDICTS.indexOf(line.verdict);
  return lines.filter((line) => only === null || line.verdict === only).sort((a, b) => rank(a) - rank(b));
}
