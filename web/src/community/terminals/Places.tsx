/** What is in the library of a terminal, or was, and whether it is confirmed to be gone. */
import { useTranslation } from "react-i18next";
import { showInstant } from "@/ui/when";
import type { Place } from "./terminals.data";
import "./words";

export function Places({ places, lostAt }: { places: Place[]; lostAt: string | null | undefined }) {
  const { t, i18n } = useTranslation();
  const at = (instant: string) => showInstant(instant, i18n.language);
  const says = ({ state, ended_at, gone_at }: Place) => {
    if (gone_at) return t("terminals.gone", { at: at(gone_at) });
    if (ended_at) return lostAt ? t("terminals.waits_lost", { at: at(lostAt) }) : t("terminals.waits");
    return t(`terminals.${state}`);
  };
  return (
    <ul className="home-list">
      {places.map((place) => (
        <li key={`${place.kind} ${place.handed_at} ${place.ended_at}`}>
          <span className="home-name">
            <strong>{t(`terminals.kind_${place.kind}`)}</strong> <span className="tag">{says(place)}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
