/** One's own roster: which shift each day of the month has, also of those that are still to come. */
import { useTranslation } from "react-i18next";
import type { Day } from "../attendance.data";
import { weekdayOf } from "./rota.model";
import { useDays, useHours } from "./said";
import "./words";
import "./rota.css";

export function OwnRota({ days, today }: { days: readonly Day[]; today: string }) {
  const { t } = useTranslation();
  const [shows, hours] = [useDays(), useHours()];
  // The week begins with Monday; the first day of the month stands under its own.
  const first = days[0]?.day;
  const column = first ? weekdayOf(first) + 1 : 1;
  return (
    <section className="card stack" aria-labelledby="rota-mine">
      <h2 id="rota-mine">{t("rota.mine")}</h2>
      {days.length === 0 ? <p className="muted">{t("rota.mine_none")}</p> : null}
      <ol className="rota-own">
        {days.map(({ day, shift, hours: lasts }, at) => (
          <li key={day} style={at === 0 ? { gridColumnStart: column } : undefined} className={[shift ? "" : "rest", day === today ? "today" : ""].filter(Boolean).join(" ") || undefined} aria-current={day === today ? "date" : undefined}>
            <span className="small muted">{shows.inMonth(day)}</span>
            <strong>{shift ?? t("rota.rest")}</strong>
            {lasts ? <span className="small">{hours(lasts)}</span> : null}
          </li>
        ))}
      </ol>
    </section>
  );
}
