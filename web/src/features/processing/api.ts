// The calls of the processing register.
import { call, type Result } from "@/api/client";

export interface Section {
  title: string;
  lines: string[];
}

export interface Figure {
  group: string;
  label: string;
  value: number;
}

export interface RegisterEntry {
  sections: Section[];
  figures: Figure[];
  missing: ("name" | "contact" | "dpo" | "authorisation")[];
}

export const registerUrl = (form: "csv" | "pdf"): string => `/api/law/processing.${form}`;

export function readRegister(): Promise<Result<RegisterEntry>> {
  return call<RegisterEntry>("GET", "/api/law/processing");
}

/** Figures under their headings, in the order of the server. */
export function grouped(figures: readonly Figure[]): { title: string; figures: Figure[] }[] {
  const groups: { title: string; figures: Figure[] }[] = [];
  for (const figure of figures) {
    const last = groups.at(-1);
    if (last?.title === figure.group) last.figures.push(figure);
    else groups.push({ title: figure.group, figures: [figure] });
  }
  return groups;
}
