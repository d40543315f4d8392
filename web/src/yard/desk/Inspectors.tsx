import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Popconfirm } from "@/ui/kit/Kit";
import { Button, Field, Note } from "@/ui/plain";
import { showDay, showRecent } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { type Overview, useAppoint, useEndInspector } from "./desk.data";

/** Who may look at the desk for a time, and how often he looked. */
export function Inspectors({ inspectors, at }: { inspectors: Overview["inspectors"]; at: string }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const end = useEndInspector();
  return (
    <div className="stack">
      <p className="muted">{t("desk.inspectors_lead")}</p>
      <ul className="lines">
        {inspectors.map((one) => {
          const over = one.ended_at !== null || one.until_at <= at;
          return (
            <li key={one.inspector}>
              <div className="lines-main">
                <span className="row wrap">
                  <strong>{t("desk.inspector_number", { number: one.inspector })}</strong>
                  {over ? <span className="tag">{t("desk.over")}</span> : null}
                </span>
                <span className="small muted">
                  {t("desk.inspects", { from: showDay(one.from_at, i18n.language), until: showDay(one.ended_at ?? one.until_at, i18n.language) })} ·{" "}
                  {one.looked_at ? t("desk.looked", { count: one.looks, at: showRecent(one.looked_at, i18n.language) }) : t("desk.never_looked")}
                </span>
              </div>
              {over ? null : (
                <Popconfirm title={t("desk.end_sure")} okText={t("desk.end")} cancelText={t("common.cancel")} onConfirm={() => end.mutate(one.inspector)}>
                  <Button weight="danger">{t("desk.end")}</Button>
                </Popconfirm>
              )}
            </li>
          );
        })}
      </ul>
      {end.isError ? <Note tone="warn" alert>{sayWhy(end.error)}</Note> : null}
      <Appoint />
    </div>
  );
}

function Appoint() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const appoint = useAppoint();
  const [phone, setPhone] = useState("");
  const [days, setDays] = useState("14");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    appoint.mutate({ phone, days: Number(days) }, { onSuccess: () => setPhone("") });
  };
  return (
    <form className="stack" onSubmit={submit}>
      <h3>{t("desk.appoint")}</h3>
      <Field label={t("desk.inspector_phone")} hint={t("desk.inspector_phone_hint")} inputMode="tel" value={phone} required onChange={(event) => setPhone(event.target.value)} />
      <Field type="number" min={1} max={92} label={t("desk.inspector_days")} value={days} required onChange={(event) => setDays(event.target.value)} />
      {appoint.isError ? <Note tone="warn" alert>{sayWhy(appoint.error)}</Note> : null}
      {appoint.data ? <Note tone="good">{t("desk.appointed", { number: appoint.data.number })}</Note> : null}
      <div className="row">
        <Button type="submit" busy={appoint.isPending}>
          {t("desk.appoint")}
        </Button>
      </div>
    </form>
  );
}
