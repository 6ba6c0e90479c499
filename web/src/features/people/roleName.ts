// A role in words; roles made by the town keep their own name.
import type { TFunction } from "i18next";
import { fr } from "@/i18n/fr";

type KnownRole = keyof (typeof fr)["roles"];

export function roleName(t: TFunction, role: string): string {
  return role in fr.roles ? t(`roles.${role as KnownRole}`) : role;
}
