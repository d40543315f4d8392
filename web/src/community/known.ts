import { useTranslation } from "react-i18next";

/** Says what the house sent as a word of its own; one that this page does not know yet stands as it is. */
export function useKnown(): (key: string, word: string) => string {
  const { t, i18n } = useTranslation();
  return (key, word) => (i18n.exists(key) ? t(key as "common.close") : word);
}
