/** How an event recurs, as people say it. */
import { useTranslation } from "react-i18next";
import { Check, Field, Select } from "@/ui/plain";
import { type Day, type Recurs, REPEATS, type Repeat, WEEKDAYS, weekdayOf } from "./calendar.model";

type Props = { value: Recurs; begins: Day; rule: string | null; onChange: (value: Recurs) => void };

export function Repeats({ value, begins, rule, onChange }: Props) {
  const { t } = useTranslation();
  const set = (more: Partial<Recurs>) => onChange({ ...value, ...more });
  // A rule that nobody chose here is kept as it is written, and offered where there is one.
  const choices = REPEATS.filter((one) => one !== "own" || value.repeat === "own").map((one) => ({ value: one, label: one === "own" ? t("calendar.repeat_own", { rule: rule ?? "" }) : t(`calendar.repeat_${one}`) }));
  const counted = value.repeat !== "none" && value.repeat !== "own";
  const days = value.days.length > 0 ? value.days : [weekdayOf(begins)];
  return (
    <>
      <Select label={t("calendar.repeats")} value={value.repeat} onChange={(repeat) => set({ repeat: repeat as Repeat })} choices={choices} />
      {value.repeat === "weekly" ? (
        <fieldset className="event-days">
          <legend>{t("calendar.on_days")}</legend>
          <div className="row wrap">
            {WEEKDAYS.map((day) => (
              <Check key={day} checked={days.includes(day)} onChange={(on) => set({ days: WEEKDAYS.filter((one) => (one === day ? on : days.includes(one))) })}>
                {t(`calendar.day_${day}`)}
              </Check>
            ))}
          </div>
        </fieldset>
      ) : null}
      {counted ? (
        <div className="event-when">
          {value.repeat === "weekdays" ? null : <Field label={t(`calendar.interval_${value.repeat as "daily" | "weekly" | "monthly" | "yearly"}`)} type="number" min={1} max={99} required value={value.interval} onChange={(event) => set({ interval: Math.max(1, Number(event.target.value) || 1) })} />}
          <Field label={t("calendar.until")} type="date" min={begins} value={value.until} onChange={(event) => set({ until: event.target.value })} />
        </div>
      ) : null}
    </>
  );
}
