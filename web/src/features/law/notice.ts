// Signs for the public: the calls, and what this workstation remembers of the town's words.
import { call, failureFrom, type Failure, type Result } from "@/api/client";

export interface NoticeWords {
  controller: string;
  contact: string;
  dpo: string;
}

export const NO_WORDS: NoticeWords = { controller: "", contact: "", dpo: "" };
const STORED = "vigie.notice";

export function storedWords(): NoticeWords {
  try {
    const found = JSON.parse(localStorage.getItem(STORED) ?? "{}") as Partial<Record<keyof NoticeWords, unknown>>;
    const text = (value: unknown): string => (typeof value === "string" ? value : "");
    return { controller: text(found.controller), contact: text(found.contact), dpo: text(found.dpo) };
  } catch {
    return NO_WORDS;
  }
}

export const storeWords = (words: NoticeWords): void => localStorage.setItem(STORED, JSON.stringify(words));

const path = (order: string): string => `/api/law/authorisations/${encodeURIComponent(order)}/notice`;

export const noticeText = (order: string, words: NoticeWords): Promise<Result<{ text_fr: string }>> => call("POST", path(order), words);

/** The sign as a PDF in memory, or why there is none. */
export async function noticePdf(order: string, words: NoticeWords): Promise<Blob | Failure> {
  try {
    const response = await fetch(`${path(order)}.pdf`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Vigie": "1" },
      body: JSON.stringify(words),
      credentials: "same-origin",
    });
    if (response.ok) return await response.blob();
    return failureFrom(response, await response.json().catch(() => null));
  } catch {
    return { kind: "unreachable" };
  }
}

/** Hand a file to the person as the browser's downloads do. */
export function download(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
