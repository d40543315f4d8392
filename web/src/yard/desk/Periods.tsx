import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Skeleton } from "@/ui/kit/Kit";
import { Button, Dialog, Field, Note, Select } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { type KeepPeriod, periodsQuery, type PeriodWish, usePreview, useShorten } from "./desk.data";
import { spanUnits, useSpan } from "./span";

/** How long everything is kept; a period may become shorter, and it is said before what that removes. */
export function Periods() {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const periods = useQuery(periodsQuery(i18n.language));
  const [changing, setChanging] = useState<KeepPeriod>();
  const span = useSpan();
  if (periods.isError) return <Note tone="warn">{sayWhy(periods.error)}</Note>;
  if (!periods.data) return <Skeleton active />;
  return (
    <div className="stack">
      <p className="muted">{t("desk.periods_lead")}</p>
      <ul className="lines">
        {periods.data.items.map((one) => (
          <li key={`${one.category} ${one.from}`}>
            <div className="lines-main">
              <strong className="kind">{one.title}</strong>
              <span className="small muted">{one.kept.number === 0 ? t("desk.kept_none", { from: one.from_title }) : t("desk.kept", { from: one.from_title, period: span(one.kept) })}</span>
            </div>
            {one.changeable ? <Button onClick={() => setChanging(one)}>{t("desk.shorten")}</Button> : null}
          </li>
        ))}
      </ul>
      <Dialog open={changing !== undefined} title={changing?.title ?? ""} closeLabel={t("common.close")} onClose={() => setChanging(undefined)}>
        {changing ? <Shorten period={changing} onDone={() => setChanging(undefined)} /> : null}
      </Dialog>
    </div>
  );
}

function Shorten({ period, onDone }: { period: KeepPeriod; onDone: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const preview = usePreview();
  const shorten = useShorten();
  const span = useSpan();
  const [number, setNumber] = useState(String(period.kept.number));
  const [unit, setUnit] = useState(period.kept.unit);
  const wish: PeriodWish = { category: period.category, from: period.from, number: Number(number), unit };
  const mistake = preview.error ?? shorten.error;
  const change = (set: () => void) => {
    set();
    preview.reset();
  };
  return (
    <div className="stack">
      <p>{t("desk.promised", { period: span(period.promised) })}</p>
      {period.floor ? <p>{t("desk.floor", { period: span(period.floor) })}</p> : null}
      <Field type="number" min={0} label={t("desk.number")} value={number} onChange={(event) => change(() => setNumber(event.target.value))} />
      <Select label={t("desk.unit")} value={unit} onChange={(value) => change(() => setUnit(value))} choices={spanUnits.map((value) => ({ value, label: t(`desk.unit_${value}`) }))} />
      {mistake ? <Note tone="warn" alert>{sayWhy(mistake)}</Note> : null}
      {preview.data ? <Note tone={preview.data.would_go > 0 ? "warn" : "calm"}>{t("desk.would_go", { count: preview.data.would_go })}</Note> : null}
      <div className="row wrap">
        {preview.data ? (
          <Button weight="danger" busy={shorten.isPending} onClick={() => shorten.mutate(wish, { onSuccess: onDone })}>
            {t("desk.shorten")}
          </Button>
        ) : (
          <Button busy={preview.isPending} disabled={number === ""} onClick={() => preview.mutate(wish)}>
            {t("desk.preview")}
          </Button>
        )}
      </div>
    </div>
  );
}
