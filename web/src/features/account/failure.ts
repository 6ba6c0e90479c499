// A refusal about one's own account in words; the others as on every page.
import type { TFunction } from "i18next";
import type { Failure } from "@/api/client";
import { fr } from "@/i18n/fr";
import { formatDuration } from "@/time/format";
import { failureText } from "@/ui/failureText";

type OwnCode = keyof (typeof fr)["account"]["codes"];

export function isWrongPassword(failure: Failure): boolean {
  return failure.kind === "rejected" && (failure.code === "wrong_credentials" || failure.code === "wrong_password");
}

/** `language`: where the password may be locked for a while, how long is told. */
export function accountFailure(t: TFunction, failure: Failure, language?: string): string {
  if (failure.kind === "locked" && failure.retryAfterS !== null && language !== undefined)
    return t("signIn.lockedFor", { duration: formatDuration(failure.retryAfterS, language) });
  if (failure.kind === "rejected" && failure.code in fr.account.codes) return t(`account.codes.${failure.code as OwnCode}`);
  return failureText(t, failure);
}
