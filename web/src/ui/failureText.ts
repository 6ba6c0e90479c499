// A call's failure in words.
import type { TFunction } from "i18next";
import type { Failure } from "@/api/client";

export function failureText(t: TFunction, failure: Failure): string {
  if (failure.kind !== "rejected") return t(`errors.${failure.kind}`);
  return t("errors.rejected", { code: failure.code, message: failure.message });
}
