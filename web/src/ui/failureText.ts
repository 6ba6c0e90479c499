// A call's failure in words.
import type { TFunction } from "i18next";
import type { Failure } from "@/api/client";
import { fr } from "@/i18n/fr";

type KnownCode = keyof (typeof fr)["errors"]["codes"];

const SERVER_FAULT = 500;

export function failureText(t: TFunction, failure: Failure): string {
  if (failure.kind === "refused") return codeText(t, failure.code) ?? t("errors.refused");
  if (failure.kind !== "rejected") return t(`errors.${failure.kind}`);
  const known = codeText(t, failure.code, failure.details);
  if (known === null && failure.status >= SERVER_FAULT) return t("errors.fault");
  return known ?? t("errors.rejected", { code: failure.code, message: failure.message });
}

/** The words for an error's code; null when there are none. */
export function codeText(t: TFunction, code: string, details: Record<string, unknown> = {}): string | null {
  if (!(code in fr.errors.codes)) return null;
  const field = typeof details["field"] === "string" ? details["field"] : "—";
  return t(`errors.codes.${code as KnownCode}`, { field });
}
