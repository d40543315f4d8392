/** What comes, day by day. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/plain";
import { showClock } from "@/ui/when";
import type { Shown } from "./CalendarView";
import { type Day, dayOf, midnight, touched } from "./calendar.model";

type Props = { days: readonly Day[]; events: readonly Shown[]; onOpen: (event: Shown) => void; onAdd: (begins: undefined) => void };

export function Agenda({ days, events, onOpen, onAdd }: Props) {
  const { t, i18n } = useTranslation();
  const [today] = useState(() => dayOf(new Date()));
  const named = new Intl.DateTimeFormat(i18n.language, { weekday: "long", month: "long", day: "numeric" });
  const filled = days
    .map((day) => ({ day, all: events.filter((event) => touched(event).includes(day)).sort((one, other) => one.from.localeCompare(other.from)) }))
    .filter(({ all }) => all.length > 0);
  if (filled.length === 0) {
    return (
      <div className="card stack agenda-empty">
        <p>{t("calendar.empty")}</p>
        <Button icon="plus" onClick={() => onAdd(undefined)}>
          {t("calendar.add")}
        </Button>
      </div>
    );
  }
  return (
    <ol className="agenda">
      {filled.map(({ day, all }) => (
        <li key={day}>
          <h2 className={day === today ? "today" : undefined}>{named.format(midnight(day))}</h2>
          <ul>
            {all.map((event) => (
              <li key={event.id + event.at + event.from}>
                <button type="button" className={`agenda-event ${event.tone}`} onClick={() => onOpen(event)}>
                  <span className="agenda-time">{event.all_day ? t("calendar.all_day") : showClock(event.from, i18n.language)}</span>
                  <span className="agenda-what">
                    <strong>{event.label}</strong>
                    <span className="small muted">{[event.place, event.reply === "waiting" ? t("calendar.unanswered") : undefined].filter(Boolean).join(" · ")}</span>
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}
