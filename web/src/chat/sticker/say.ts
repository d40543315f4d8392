/** What a sticker is called, where words stand for it. */
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { LogEvent } from "../log/log.model";
import { isSticker } from "./sticker.model";

type Card = LogEvent["card"];

/** Nothing where the card is no sticker. */
export function useSaySticker(): (card: Card | undefined) => string {
  const { t } = useTranslation();
  return useCallback(
    (card) => {
      if (card?.kind !== "sticker") return "";
      return isSticker(card.sticker) ? t("sticker.said", { name: t(`sticker.name_${card.sticker}`) }) : t("sticker.unknown");
    },
    [t],
  );
}
