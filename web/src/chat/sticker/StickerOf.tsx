import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { isSticker } from "./sticker.model";
import "./sticker.css";

const Drawing = lazy(async () => ({ default: (await import("./Drawing")).Drawing }));

/** A sticker as it stands in a conversation: large, and read out by its name. */
export function StickerOf({ sticker }: { sticker: string }) {
  const { t } = useTranslation();
  if (!isSticker(sticker)) return <span className="muted">{t("sticker.unknown")}</span>;
  return (
    <span className="sticker" role="img" aria-label={t("sticker.said", { name: t(`sticker.name_${sticker}`) })} data-sticker={sticker}>
      <Suspense fallback={null}>
        <Drawing id={sticker} />
      </Suspense>
    </span>
  );
}
