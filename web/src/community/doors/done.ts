import { useTranslation } from "react-i18next";

type Done = { what: string; way: string | null; reason: string | null; sure: boolean };

/** What a door did, how and why, in words; a word that this page does not know yet stands as it is. */
export function useDone() {
  const { t, i18n } = useTranslation();
  const said = (group: "done" | "way" | "reason", word: string) => {
    const key = `passes.${group}_${word}`;
    return i18n.exists(key) ? t(key as "passes.title") : word;
  };
  return ({ what, way, reason, sure }: Done): string[] => [said("done", what), ...(way ? [said("way", way)] : []), ...(reason ? [said("reason", reason)] : []), ...(sure ? [] : [t("passes.unsure")])];
}
