// A refusal about people's files in words; the others as on every page.
import type { TFunction } from "i18next";
import type { Failure } from "@/api/client";
import { fr } from "@/i18n/fr";
import { failureText } from "@/ui/failureText";

type ProviderCode = keyof (typeof fr)["provider"]["codes"];
type OwnCode = keyof (typeof fr)["papers"]["codes"];

export function peopleFailure(t: TFunction, failure: Failure): string {
  if (failure.kind === "rejected" && failure.code in fr.papers.codes) return t(`papers.codes.${failure.code as OwnCode}`);
  if (failure.kind === "rejected" && failure.code in fr.provider.codes) return t(`provider.codes.${failure.code as ProviderCode}`);
  return failureText(t, failure);
}
