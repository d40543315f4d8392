import { useTranslation } from "react-i18next";
import type { Figures } from "../room/seat";
import { figuresOf } from "./quality.model";

/** How somebody's sound and pictures fare now. Numbers alone, and gone with the page. */
export function Quality({ name, figures }: { name: string; figures: Figures | undefined }) {
  const { t } = useTranslation();
  if (!figures) return null;
  const told = figuresOf(figures);
  if (told.length === 0) return null;
  return (
    <dl className="people-quality small" aria-label={t("room.quality", { name })}>
      {told.map(({ word, value, bad }) => (
        <div key={word} className={bad ? "warn" : ""}>
          <dt>{t(`room.quality_${word}`)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
