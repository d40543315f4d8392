import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Check, Field, Note, Select } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { type Hours, quietQuery, useQuiet } from "./quiet.data";

const week = [1, 2, 3, 4, 5, 6, 7] as const;
const usual: Hours = { from: "22:00", until: "07:00", days: [...week], zone: "Asia/Shanghai" };

/** When nothing wakes any of one's devices. */
export function QuietCard() {
  const { t } = useTranslation();
  const quiet = useQuery(quietQuery);
  const change = useQuiet();
  const sayWhy = useSayWhy();
  if (!quiet.data) return null;
  const { hours, zones } = quiet.data;
  return (
    <section className="card stack" aria-labelledby="quiet-title">
      <h2 id="quiet-title">{t("quiet.title")}</h2>
      <p className="muted">{t("quiet.lead")}</p>
      <Check checked={Boolean(hours)} disabled={change.isPending} onChange={(on) => change.mutate(on ? usual : undefined)}>
        {t("quiet.on")}
      </Check>
      {hours ? <Choose key={JSON.stringify(hours)} hours={hours} zones={zones} busy={change.isPending} onSave={(next) => change.mutate(next)} /> : null}
      {change.isError ? <Note tone="warn" alert>{sayWhy(change.error)}</Note> : null}
    </section>
  );
}

function Choose({ hours, zones, busy, onSave }: { hours: Hours; zones: readonly string[]; busy: boolean; onSave: (hours: Hours) => void }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState(hours);
  const toggle = (day: number, on: boolean) =>
    setChosen({ ...chosen, days: week.filter((one) => (one === day ? on : chosen.days.includes(one))) });
  return (
    <div className="stack tight">
      <div className="row wrap">
        <Field type="time" label={t("quiet.from")} value={chosen.from} onChange={(event) => setChosen({ ...chosen, from: event.target.value })} />
        <Field type="time" label={t("quiet.until")} value={chosen.until} onChange={(event) => setChosen({ ...chosen, until: event.target.value })} />
      </div>
      <fieldset className="row wrap" style={{ border: 0, padding: 0, margin: 0 }}>
        <legend className="small muted">{t("quiet.days")}</legend>
        {week.map((day) => (
          <Check key={day} checked={chosen.days.includes(day)} onChange={(on) => toggle(day, on)}>
            {t(`quiet.day_${day}`)}
          </Check>
        ))}
      </fieldset>
      <Select label={t("quiet.zone")} value={chosen.zone} onChange={(zone) => setChosen({ ...chosen, zone })} choices={zones.map((zone) => ({ value: zone, label: zone }))} />
      <div className="row">
        <Button busy={busy} disabled={chosen.days.length === 0} onClick={() => onSave(chosen)}>
          {t("quiet.save")}
        </Button>
      </div>
    </div>
  );
}
