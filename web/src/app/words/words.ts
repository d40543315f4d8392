/** One catalogue per language, and one more for those who are signed in; only what is read is loaded. */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { recall, remember } from "@/ui/memory";

export const languages = ["zh-CN", "en"] as const;
export type Language = (typeof languages)[number];

const catalogues = {
  "zh-CN": () => import("./zh-CN.json"),
  en: () => import("./en.json"),
} as const;

const withins = {
  "zh-CN": () => import("./within.zh.json"),
  en: () => import("./within.en.json"),
} as const;

let isWithin = false;

export async function startWords(within: boolean): Promise<void> {
  isWithin = within;
  await i18next.use(initReactI18next).init({
    lng: firstLanguage(),
    fallbackLng: false,
    resources: {},
    interpolation: { escapeValue: false }, // React escapes
    returnNull: false,
  });
  await speak(i18next.language as Language);
}

/** Changes the language of everything shown, and of the document for those who hear it read. */
export async function speak(language: Language): Promise<void> {
  await learn(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

/** Loads the words of a language: of the one that is spoken, or of a sheet that is printed in another. */
export async function learn(language: Language): Promise<void> {
  const loaded = await Promise.all([catalogues[language](), ...(isWithin ? [withins[language]()] : [])]);
  for (const { default: catalogue } of loaded) i18next.addResourceBundle(language, "translation", catalogue, true, true);
}

export async function chooseLanguage(language: Language): Promise<void> {
  remember("language", language);
  await speak(language);
}

function firstLanguage(): Language {
  const chosen = recall("language");
  if (isLanguage(chosen)) return chosen;
  const wished = navigator.languages ?? [navigator.language];
  // Chinese first: English only for whoever asks for it and for no Chinese.
  const english = wished.some((tag) => tag.startsWith("en")) && !wished.some((tag) => tag.startsWith("zh"));
  return english ? "en" : "zh-CN";
}

function isLanguage(value: string | undefined): value is Language {
  return languages.some((language) => language === value);
}
