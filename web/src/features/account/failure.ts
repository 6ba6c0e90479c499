// A refusal about one's own account in words; the others as on every page.
import type { TFunction } from "i18next";
import type { Failure } from "@/api/client";
import { fr } from "@/i18n/fr";
import { failureText } from "@/ui/failureText";

type OwnCode = keyof (typeof fr)["account"]["codes"];

export function accountFailure(t: TFunction, failure: Failure): string {
  if (failure.kind === "rejected" && failure.code in fr.account.codes) return t(`account.codes.${failure.code as OwnCode}`);
  return failureText(t, failure);
}
