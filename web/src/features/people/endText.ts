// Why the server ended a session, in words: what the person can do about it comes first.
import type { TFunction } from "i18next";

const TOLD = ["approval_not_in_force", "grant_not_in_force", "grant_revoked", "account_suspended", "role_changed", "password_changed", "closed_by_owner", "identity_unlinked", "provider_left"] as const;
type Told = (typeof TOLD)[number];

export function endText(t: TFunction, code: string): string {
  return (TOLD as readonly string[]).includes(code) ? t(`signIn.ended.${code as Told}`) : t("signIn.expired");
}
