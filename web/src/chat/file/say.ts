/** What a message says in one line, also where it carries files alone, or is a sticker. */
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { plainOf } from "../text/marked.model";
import type { More } from "../log/log.model";
import { useSaySticker } from "../sticker/say";
import { type ChatFile, showSpan, sortOf } from "./shapes";
import "./words";

type Spoken = { text: string | null; files: readonly ChatFile[]; more?: More };

export function useSayLine(): (line: Spoken) => string {
  const { t } = useTranslation();
  const saySticker = useSaySticker();
  return useCallback(
    ({ text, files, more }) => {
      const [first] = files;
      const label = first && t(`files.label_${sortOf(first)}`, { name: first.name, span: showSpan(first.millis ?? 0) });
      return [label, saySticker(more?.card), plainOf((text ?? "").slice(0, 200))].filter(Boolean).join(" ");
    },
    [t, saySticker],
  );
}

/** `11-28 15.04.09`, for the name of what was just taken. */
export function stamp(now = new Date()): string {
  const two = (number: number) => String(number).padStart(2, "0");
  return `${two(now.getMonth() + 1)}-${two(now.getDate())} ${two(now.getHours())}.${two(now.getMinutes())}.${two(now.getSeconds())}`;
}
