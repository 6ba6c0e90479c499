// An act's name in words: its tag where the pages know none, as after an update of the server alone.
import type { TFunction } from "i18next";
import { fr } from "@/i18n/fr";

export type KnownAct = keyof (typeof fr)["acts"];

export const keyOf = (tag: string): string => tag.replaceAll(":", "_");

export function actName(t: TFunction, tag: string): string {
  const key = keyOf(tag);
  return key in fr.acts ? t(`acts.${key as KnownAct}`) : tag;
}
