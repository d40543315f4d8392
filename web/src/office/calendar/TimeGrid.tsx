/** Days as columns, hours as rows; whole days stand above. */
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { showClock } from "@/ui/when";
import type { Shown } from "./CalendarView";
import { type Day, dayOf, midnight, placed, touched } from "./calendar.model";

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
/** Where one looks first: work begins then. */
const FIRST_HOUR = 7;

type Props = { days: readonly Day[]; events: readonly Shown[]; onDay: (day: Day) => void; onOpen: (event: Shown) => void; onAdd: (begins: string) => void };

export function TimeGrid({ days, events, onDay, onOpen, onAdd }: Props) {
  const { t, i18n } = useTranslation();
  const scroll = useRef<HTMLDivElement>(null);
  const now = useNow();
  useEffect(() => {
    const box = scroll.current;
    if (box) box.scrollTop = (box.scrollHeight / 24) * FIRST_HOUR;
  }, []);
  const today = dayOf(now);
  const whole = events.filter(({ all_day }) => all_day);
  const named = new Intl.DateTimeFormat(i18n.language, { weekday: "short" });
  return (
    <div className="time-grid" style={{ "--days": days.length } as React.CSSProperties}>
      <div className="time-days">
        <span />
        {days.map((day) => (
          <button key={day} type="button" className={day === today ? "time-day today" : "time-day"} aria-label={new Intl.DateTimeFormat(i18n.language, { dateStyle: "full" }).format(midnight(day))} aria-current={day === today ? "date" : undefined} onClick={() => onDay(day)}>
            <span>{named.format(midnight(day))}</span>
            <b>{Number(day.slice(8))}</b>
          </button>
        ))}
      </div>
      {whole.length > 0 ? (
        <div className="time-whole">
          <span className="small muted">{t("calendar.all_day")}</span>
          {days.map((day) => (
            <div key={day}>
              {whole.filter((event) => touched(event).includes(day)).map((event) => (
                <Chip key={event.id + event.at} event={event} onOpen={onOpen} />
              ))}
            </div>
          ))}
        </div>
      ) : null}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is scrolled by the keyboard, too */}
      <div className="time-scroll" ref={scroll} tabIndex={0} role="region" aria-label={t("calendar.hours")}>
        <div className="time-hours" aria-hidden="true">
          {HOURS.map((hour) => (
            <span key={hour}>{hour === 0 ? "" : `${String(hour).padStart(2, "0")}:00`}</span>
          ))}
        </div>
        {days.map((day) => (
          <div key={day} className="time-column" onDoubleClick={(event) => onAdd(clicked(event, day))}>
            {day === today ? <div className="time-now" style={{ top: `${(now.getHours() * 60 + now.getMinutes()) / 14.4}%` }} /> : null}
            {placed(events, day).map(({ event, top, height, column, columns }) => (
              <button
                key={event.id + event.at + event.from}
                type="button"
                className={`event ${event.tone}${event.reply === "waiting" || event.reply === "tentative" ? " open" : ""}${height < 40 ? " brief" : ""}`}
                style={{ top: `${top / 14.4}%`, height: `${height / 14.4}%`, left: `${(column * 100) / columns}%`, width: `${100 / columns}%` }}
                onClick={() => onOpen(event)}
                onDoubleClick={(click) => click.stopPropagation()}
              >
                <strong>{event.label}</strong>
                <span>{`${showClock(event.from, i18n.language)} – ${showClock(event.until, i18n.language)}`}</span>
                {event.place ? <span>{event.place}</span> : null}
              </button>
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

/** The half hour that was pressed. */
function clicked(event: React.MouseEvent<HTMLDivElement>, day: Day): string {
  const box = event.currentTarget.getBoundingClientRect();
  const half = Math.min(47, Math.max(0, Math.floor(((event.clientY - box.top) / box.height) * 48)));
  return `${day}T${String(Math.floor(half / 2)).padStart(2, "0")}:${half % 2 ? "30" : "00"}`;
}

export function Chip({ event, onOpen }: { event: Shown; onOpen: (event: Shown) => void }) {
  const { i18n } = useTranslation();
  const open = event.reply === "waiting" || event.reply === "tentative";
  return (
    <button type="button" className={`chip ${event.tone}${open ? " open" : ""}`} onClick={(click) => { click.stopPropagation(); onOpen(event); }}>
      {event.all_day ? null : <span className="chip-time">{showClock(event.from, i18n.language)}</span>}
      <span>{event.label}</span>
    </button>
  );
}

function useNow(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 60_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
