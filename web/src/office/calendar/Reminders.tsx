/** How long before one is told. */
import { useTranslation } from "react-i18next";
import { Check } from "@/ui/plain";

const BEFORE = [0, 5, 15, 60, 1_440] as const;

type Props = { value: readonly number[]; onChange: (minutes: number[]) => void; busy?: boolean };

export function Reminders({ value, onChange, busy }: Props) {
  const { t } = useTranslation();
  // What was set elsewhere stays among the choices.
  const choices = [...new Set([...BEFORE, ...value])].sort((one, other) => one - other);
  const say = (minutes: number) =>
    minutes === 0 ? t("calendar.at_once") : minutes % 1_440 === 0 ? t("calendar.days_before", { count: minutes / 1_440 }) : minutes % 60 === 0 ? t("calendar.hours_before", { count: minutes / 60 }) : t("calendar.minutes_before", { count: minutes });
  return (
    <fieldset className="event-reminders" disabled={busy}>
      <legend>{t("calendar.reminders")}</legend>
      <div className="row wrap">
        {choices.map((minutes) => (
          <Check key={minutes} checked={value.includes(minutes)} onChange={(on) => onChange(choices.filter((one) => (one === minutes ? on : value.includes(one))))}>
            {say(minutes)}
          </Check>
        ))}
      </div>
    </fieldset>
  );
}
