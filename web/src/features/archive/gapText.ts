// Why nothing was recorded, in words.
import type { TFunction } from "i18next";
import { failureCode } from "@/features/cameras/failure";
import { fr } from "@/i18n/fr";

type KnownReason = keyof (typeof fr)["archive"]["gapReasons"];

export function gapText(t: TFunction, reason: string): string {
  if (reason in fr.archive.gapReasons) return t(`archive.gapReasons.${reason as KnownReason}`);
  const code = failureCode(reason);
  return code === "unknown" ? t("archive.gapUnknown") : t(`failures.title.${code}`).toLowerCase();
}
