// Texts: French first, English second; the choice is kept on this workstation.
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { en } from "./en";
import { fr } from "./fr";
import { withFrenchSpaces } from "./typography";

export const LANGUAGES = ["fr", "en"] as const;
export type Language = (typeof LANGUAGES)[number];
const STORED = "vigie.language";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: typeof fr };
  }
}

export async function startTexts(): Promise<void> {
  const stored = localStorage.getItem(STORED);
  await i18next.use(initReactI18next).init({
    resources: { fr: { translation: withFrenchSpaces(fr) }, en: { translation: en } },
    lng: stored === "en" ? "en" : "fr",
    fallbackLng: "fr",
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  document.documentElement.lang = i18next.language;
}

export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(STORED, language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
