import { useTranslation } from "react-i18next";
import type { Day } from "./attendance.data";
import "./words";

/** A day in a line or two: what it comes to, and when somebody clocked; of one's own also what one wrote of the place. */
export function DayLine({ day, shows, own }: { day: Day; shows?: boolean; own?: boolean }) {
  const { t } = useTranslation();
  const minutes = [
    ...day.away.map(({ kind, amount }) => (amount > 0 ? `${kind} ${t("attendance.away_days", { days: amount / 100 })}` : kind)),
    day.late_min > 0 ? t("attendance.late_min", { minutes: day.late_min }) : undefined,
    day.early_min > 0 ? t("attendance.early_min", { minutes: day.early_min }) : undefined,
    day.overtime_min > 0 ? t("attendance.overtime_min", { minutes: day.overtime_min }) : undefined,
    day.worked_min > 0 ? t("attendance.worked", { hours: (day.worked_min / 60).toFixed(1) }) : undefined,
  ].filter(Boolean);
  return (
    <div className="day-line">
      <p>
        {shows ? <strong>{day.day}</strong> : null} <span className="muted">{day.shift ?? t("attendance.rest")}</span>{" "}
        {day.marks.map((mark) => (
          <span key={mark} className={`tag mark-${mark}`}>
            {t(`attendance.mark_${mark}`)}
          </span>
        ))}
      </p>
      {minutes.length > 0 ? <p className="small muted">{minutes.join(" · ")}</p> : null}
      {day.clocked.length > 0 ? (
        <ul className="clocked small">
          {day.clocked.map((one) => (
            <li key={`${one.at} ${one.by ?? ""}`}>
              <b>{one.wall}</b> {one.way ? t(`attendance.way_${one.way}`) : t("attendance.corrected")}
              {[one.site, one.room, own ? one.place?.address : undefined].filter(Boolean).map((where) => ` · ${where}`)}
              {one.brought ? ` · ${t("attendance.brought", { name: one.brought.name })}` : ""}
              {one.brought && one.brought.direction !== "unknown" ? ` · ${t(`attendance.brought_${one.brought.direction}`)}` : ""}
              {one.exact ? ` · ${t("attendance.with_place")}` : ""}
              {one.verdict === "counts" ? "" : ` · ${t(`attendance.verdict_${one.verdict}`)}`}
              {one.doubts.map((doubt) => ` · ${t(`attendance.doubt_${doubt}`)}`)}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
