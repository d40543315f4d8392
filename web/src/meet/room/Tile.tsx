import { useTranslation } from "react-i18next";
import { Icon } from "@/ui/Icon";
import { Face } from "@/ui/plain";
import { Picture } from "@/ui/Track";
import type { Sitter } from "./room.model";

type TileProps = {
  sitter: Sitter;
  name: string;
  /** What fills the tile: a face, or a shared screen. */
  show?: "camera" | "screen";
  onPin?: (() => void) | undefined;
  pinned?: boolean;
  style?: { width: number; height: number };
};

export function Tile({ sitter, name, show = "camera", onPin, pinned, style }: TileProps) {
  const { t } = useTranslation();
  const track = show === "camera" ? sitter.camera : sitter.screen;
  const label = sitter.me ? t("room.you", { name }) : name;
  const classes = ["tile", show, sitter.speaking && show === "camera" ? "speaking" : "", sitter.me && show === "camera" ? "mirror" : ""];
  return (
    <li className={classes.filter(Boolean).join(" ")} style={style} data-identity={sitter.identity} aria-label={label}>
      {track ? <Picture track={track} /> : <Face name={name} size={Math.min(112, Math.round((style?.height ?? 160) * 0.42))} />}
      <span className="tile-name">
        {show === "camera" && !sitter.microphone ? (
          <span className="tile-muted" role="img" aria-label={t("room.muted")}>
            <Icon name="micOff" size={16} />
          </span>
        ) : null}
        {sitter.speaking && show === "camera" ? (
          <span className="bars" role="img" aria-label={t("room.speaking")}>
            <i />
            <i />
            <i />
          </span>
        ) : null}
        <span>{show === "screen" ? (sitter.me ? t("room.sharing_you") : t("room.sharing", { name })) : label}</span>
        {sitter.poor ? (
          <span role="img" aria-label={t("room.connection_poor")} title={t("room.connection_poor")}>
            <Icon name="signal" size={16} />
          </span>
        ) : null}
      </span>
      {onPin ? <button type="button" className="tile-pin" aria-label={pinned ? t("room.unpin") : t("room.pin", { name: label })} onClick={onPin} /> : null}
    </li>
  );
}
