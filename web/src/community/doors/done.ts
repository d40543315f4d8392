import { useTranslation } from "react-i18next";
import { useKnown } from "@/community/known";

type Done = { what: string; way?: string | null; reason?: string | null; sure: boolean };

/** Ways in and what doors did, in words. */
export function useDone() {
  const { t } = useTranslation();
  const said = useKnown();
  const way = (word: string) => said(`passes.way_${word}`, word);
  const done = (one: Done): string[] => [
    said(`passes.done_${one.what}`, one.what),
    ...(one.way ? [way(one.way)] : []),
    ...(one.reason ? [said(`passes.reason_${one.reason}`, one.reason)] : []),
    ...(one.sure ? [] : [t("passes.unsure")]),
  ];
  return { way, done };
}
