import { useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { Alert, Skeleton } from "@/ui/kit/Kit";
import { Icon } from "@/ui/Icon";
import { useSayWhy } from "@/ui/words";
import { showRecent } from "@/ui/when";
import { openingsQuery } from "./data.data";

/** Who opened my data, newest first. */
export function Openings() {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const openings = useQuery(openingsQuery);
  if (openings.isError) return <Alert type="warning" showIcon title={sayWhy(openings.error)} />;
  if (!openings.data) return <Skeleton active />;
  if (openings.data.items.length === 0) {
    return (
      <div className="empty">
        <Icon name="eye" size={32} />
        <p>{t("data.openings_none")}</p>
      </div>
    );
  }
  return (
    <ul className="lines">
      {openings.data.items.map((opening, at) => (
        <li key={`${opening.at}${at}`}>
          <div className="lines-main">
            <strong>{opening.who.name ?? sayWho(opening.who.kind, t)}</strong>
            <span className="small">
              {t("data.opened", { category: opening.category, purpose: opening.purpose })}
              {opening.reason ? ` · ${opening.reason}` : ""}
            </span>
          </div>
          <time className="small muted" dateTime={opening.at}>
            {showRecent(opening.at, i18n.language)}
          </time>
        </li>
      ))}
    </ul>
  );
}

const kinds = ["person", "member", "guest", "keeper", "program", "service", "device", "house"] as const;

function sayWho(kind: string, t: TFunction): string {
  const known = kinds.find((one) => one === kind);
  return known ? t(`data.who_${known}`) : kind;
}
