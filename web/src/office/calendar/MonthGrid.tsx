/** A month in whole weeks; on a phone its days show that there is something, and what it is stands below. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Shown } from "./CalendarView";
import { type Day, dayOf, midnight, touched } from "./calendar.model";
import { Chip } from "./TimeGrid";

/** Events of a day that are drawn before the rest is counted. */
const SHOWN_MAX = 3;

type Props = { days: readonly Day[]; month: Day; events: readonly Shown[]; onDay: (day: Day) => void; onOpen: (event: Shown) => void; onAdd: (begins: string) => void };

export function MonthGrid({ days, month, events, onDay, onOpen, onAdd }: Props) {
  const { t, i18n } = useTranslation();
  const [today] = useState(() => dayOf(new Date()));
  const weekday = new Intl.DateTimeFormat(i18n.language, { weekday: "short" });
  const full = new Intl.DateTimeFormat(i18n.language, { dateStyle: "full" });
  const byDay = new Map<Day, Shown[]>();
  for (const event of [...events].sort((one, other) => Number(other.all_day) - Number(one.all_day) || one.from.localeCompare(other.from))) {
    for (const day of touched(event)) byDay.set(day, [...(byDay.get(day) ?? []), event]);
  }
  return (
    <div className="month-grid">
      {days.slice(0, 7).map((day) => (
        <span key={day} className="month-weekday small" aria-hidden="true">
          {weekday.format(midnight(day))}
        </span>
      ))}
      {days.map((day) => {
        const all = byDay.get(day) ?? [];
        const more = all.length - SHOWN_MAX;
        const classes = ["month-day", day.slice(0, 7) === month.slice(0, 7) ? "" : "outside", day === today ? "today" : ""].filter(Boolean).join(" ");
        return (
          <div key={day} className={classes} onDoubleClick={() => onAdd(`${day}T09:00`)}>
            <button type="button" className="month-number" aria-label={`${full.format(midnight(day))}${all.length > 0 ? ` · ${t("calendar.count", { count: all.length })}` : ""}`} aria-current={day === today ? "date" : undefined} onClick={() => onDay(day)}>
              {Number(day.slice(8))}
            </button>
            <div className="month-chips">
              {all.slice(0, more > 0 ? SHOWN_MAX - 1 : SHOWN_MAX).map((event) => (
                <Chip key={event.id + event.at + event.from} event={event} onOpen={onOpen} />
              ))}
              {more > 0 ? (
                <button type="button" className="month-more small" onClick={() => onDay(day)}>
                  {t("calendar.more", { count: more + 1 })}
                </button>
              ) : null}
            </div>
            {all.length > 0 ? <span className="month-dot" aria-hidden="true" /> : null}
          </div>
        );
      })}
    </div>
  );
}
