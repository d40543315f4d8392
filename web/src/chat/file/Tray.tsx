import { useTranslation } from "react-i18next";
import { Icon } from "@/ui/Icon";
import { useSayWhy } from "@/ui/words";
import { endingOf, showSize } from "./shapes";
import { type Item, type Tray as TrayModel } from "./tray.model";
import { useTray } from "./trays";

/** What is about to be sent: how far each is, and what can be done about it. */
export function Tray({ tray }: { tray: TrayModel }) {
  const { t } = useTranslation();
  const { items, leaving } = useTray(tray);
  if (items.length === 0 && leaving.length === 0) return null;
  return (
    <div className="tray">
      {leaving.map((one) => (
        <section key={one.key} className="tray-leaving" aria-label={t("files.leaving")}>
          <p className="tray-say">
            <Icon name="clock" size={16} />
            {t("files.leaving")}
            {one.text ? <q>{one.text.slice(0, 60)}</q> : null}
          </p>
          <Items tray={tray} items={one.items} />
        </section>
      ))}
      {items.length > 0 ? (
        <section aria-label={t("files.tray")}>
          <Items tray={tray} items={items} />
          {items.some(({ sort }) => sort === "picture") ? <p className="tray-say small">{t("files.stripped")}</p> : null}
        </section>
      ) : null}
    </div>
  );
}

function Items({ tray, items }: { tray: TrayModel; items: readonly Item[] }) {
  return (
    <ul className="tray-items">
      {items.map((item) => (
        <One key={item.key} item={item} onAgain={() => tray.again(item.key)} onRemove={() => tray.remove(item.key)} />
      ))}
    </ul>
  );
}

function One({ item, onAgain, onRemove }: { item: Item; onAgain: () => void; onRemove: () => void }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const { name, state } = item;
  const percent = item.size > 0 ? Math.floor((item.sent / item.size) * 100) : 0;
  return (
    <li className="tray-item" data-state={state}>
      <span className="tray-look">{item.look ? <img src={item.look} alt="" /> : <span aria-hidden="true">{endingOf(name) || <Icon name={item.sort === "voice" ? "mic" : "paper"} />}</span>}</span>
      <span className="tray-name">
        <strong>{name}</strong>
        <span role={state === "refused" ? "alert" : undefined}>
          {state === "refused" ? `${t("files.refused")} ${sayWhy(item.why)}` : state === "done" ? showSize(item.size, i18n.language) : t(`files.${state}`, { percent })}
        </span>
        {state === "sending" || state === "waiting" ? <progress max={100} value={percent} aria-label={t("files.sending", { percent })} /> : null}
      </span>
      {state === "refused" ? (
        <button type="button" className="round" aria-label={t("files.again", { name })} onClick={onAgain}>
          <Icon name="again" size={18} />
        </button>
      ) : null}
      <button type="button" className="round" aria-label={t("files.remove", { name })} onClick={onRemove}>
        <Icon name="close" size={18} />
      </button>
    </li>
  );
}
