import { useTranslation } from "react-i18next";

type Done = { what: string; way: string | null; reason: string | null; sure: boolean };

/** Ways in and what doors did, in words; a word that this page does not know yet stands as it is. */
export function useDone() {
  const { t, i18n } = useTranslation();
  const said = (key: string, word: string) => (i18n.exists(key) ? t(key as "passes.title") : word);
  const way = (word: string) => said(`passes.way_${word}`, word);
  const done = (one: Done): string[] => [
    said(`passes.done_${one.what}`, one.what),
    ...(one.way ? [way(one.way)] : []),
    ...(one.reason ? [said(`passes.reason_${one.reason}`, one.reason)] : []),
    ...(one.sure ? [] : [t("passes.unsure")]),
  ];
  return { way, done };
}
