/** A call that is over, in words. */
import { useTranslation } from "react-i18next";
import type { LogEvent } from "../log/log.model";

export type Entry = NonNullable<LogEvent["call"]>;

/** Minutes and seconds, with hours where there are some. */
export function showSpan(seconds: number): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), Math.floor(seconds % 60)];
  const two = (value: number) => String(value).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${two(minutes)}:${two(rest)}`;
}

/** The word for what became of it: whoever was called reads of a call that he did not take as missed. */
export function wordOf({ outcome }: Entry, mine: boolean): Entry["outcome"] | "missed_by_me" {
  const isMissed = outcome === "missed" || outcome === "cancelled" || outcome === "busy";
  return isMissed && !mine ? "missed_by_me" : outcome;
}

export function useSayCall(): (entry: Entry | undefined, mine: boolean) => string {
  const { t } = useTranslation();
  return (entry, mine) => {
    if (!entry) return t("call.some");
    return t(`call.entry_${wordOf(entry, mine)}`, { kind: t(`call.${entry.kind}`), time: showSpan(entry.seconds) });
  };
}
