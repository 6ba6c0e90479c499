// A refusal of single sign-on in words; the others as on every page.
import type { TFunction } from "i18next";
import type { Failure } from "@/api/client";
import { accountFailure } from "@/features/account/failure";
import { fr } from "@/i18n/fr";

type OwnCode = keyof (typeof fr)["provider"]["codes"];

/** Codes of one kind: the answer does not hold, and only the technician can tell why. */
const ODD_ANSWER: ReadonlySet<string> = new Set([
  "oidc_algorithm",
  "oidc_audience",
  "oidc_client",
  "oidc_error",
  "oidc_issuer",
  "oidc_key_unknown",
  "oidc_mix_up",
  "oidc_nonce",
  "oidc_signature",
  "oidc_subject",
  "oidc_token",
]);

export function providerFailure(t: TFunction, failure: Failure, language: string): string {
  if (failure.kind !== "refused" && failure.kind !== "rejected") return accountFailure(t, failure, language);
  const { code } = failure;
  if (ODD_ANSWER.has(code)) return t("provider.odd", { code });
  if (code === "oidc_not_linked") {
    const { subject } = failure.details;
    return typeof subject === "string" ? t("provider.notLinkedAs", { subject }) : t("provider.codes.oidc_not_linked");
  }
  if (code in fr.provider.codes) return t(`provider.codes.${code as OwnCode}`);
  return accountFailure(t, failure, language);
}
