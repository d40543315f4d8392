import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Drawing } from "./Drawing";
import { called, isSticker, type StickerId } from "./sticker.model";
import "./sticker.css";

type PanelProps = {
  /** Those used last on this device. */
  recent: readonly string[];
  /** The sign of closing. It comes from outside: what is loaded late and takes icons alone would split what guests load. */
  cross: ReactNode;
  onPick: (sticker: StickerId) => void;
  onClose: () => void;
};

/** All stickers, those used last first; one tap sends. */
export function Panel({ recent, cross, onPick, onClose }: PanelProps) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  const [wanted, setWanted] = useState("");
  useEffect(() => {
    // Under a thumb the keyboard would cover what one is to choose from.
    if (!matchMedia("(pointer: coarse)").matches) field.current?.focus();
  }, []);
  useEffect(() => {
    const press = ({ key }: KeyboardEvent) => {
      if (key === "Escape") onClose();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [onClose]);
  const found = called(wanted, (id) => t(`sticker.name_${id}`));
  const first = wanted.trim() ? [] : recent.filter(isSticker);
  const tiles = (ids: readonly StickerId[], label: string) => (
    <ul className="sticker-tiles" aria-label={label}>
      {ids.map((id) => (
        <li key={id}>
          <button type="button" className="sticker-tile" aria-label={t(`sticker.name_${id}`)} title={t(`sticker.name_${id}`)} onClick={() => onPick(id)}>
            <Drawing id={id} />
          </button>
        </li>
      ))}
    </ul>
  );
  return (
    <section className="sticker-panel" aria-label={t("sticker.panel")}>
      <div className="sticker-panel-head">
        <input ref={field} type="search" className="sticker-search" aria-label={t("sticker.search")} placeholder={t("sticker.search")} value={wanted} autoComplete="off" maxLength={40} onChange={(event) => setWanted(event.target.value)} />
        <button type="button" className="round" aria-label={t("common.close")} onClick={onClose}>
          {cross}
        </button>
      </div>
      <div className="sticker-shelf">
        {first.length > 0 ? (
          <>
            <p className="small">{t("sticker.recent")}</p>
            {tiles(first, t("sticker.recent"))}
            <p className="small">{t("sticker.all")}</p>
          </>
        ) : null}
        {found.length > 0 ? tiles(found, t("sticker.all")) : <p className="muted">{t("sticker.none")}</p>}
      </div>
    </section>
  );
}
