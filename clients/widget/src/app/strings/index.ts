/** English is in the bundle; another language is fetched when somebody speaks it. */
import { en, type Strings } from "./en.ts";

export type { Strings };
export const LANGUAGES = ["en", "fr", "es", "pt", "de"] as const;
export type Language = (typeof LANGUAGES)[number];

const OTHERS: Record<Exclude<Language, "en">, () => Promise<{ strings: Strings }>> = {
  fr: () => import("./fr.ts"),
  es: () => import("./es.ts"),
  pt: () => import("./pt.ts"),
  de: () => import("./de.ts"),
};

/** The first of the wishes that we speak. */
export function pickLanguage(wishes: readonly (string | undefined)[]): Language {
  for (const wish of wishes) {
    const found = LANGUAGES.find((language) => language === wish?.slice(0, 2).toLowerCase());
    if (found) return found;
  }
  return "en";
}

export async function loadStrings(language: Language): Promise<Strings> {
  if (language === "en") return en;
  try {
    return (await OTHERS[language]()).strings;
  } catch {
    return en; // offline: English is better than nothing
  }
}
