/** One's own month, and asking for what is to be put right. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Field, Note, Select, Waiting } from "@/ui/plain";
import { dayNow } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { acts, askedQuery, mineQuery, monthQuery, useAct } from "./attendance.data";
import { DayLine } from "./DayLine";
import { OwnRota } from "./rota/OwnRota";
import "./words";
import "./attendance.css";

export type Person = { id: string; name: string };

export function MonthView({ org, deciders }: { org: string; deciders: readonly Person[] }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [month, setMonth] = useState(dayNow().slice(0, 7));
  const days = useQuery(monthQuery(org, month));
  const shown = days.data?.filter(({ day, clocked }) => day <= dayNow() || clocked.length > 0) ?? [];
  return (
    <>
      <section className="card stack" aria-labelledby="month-mine">
        <h2 id="month-mine">{t("attendance.month")}</h2>
        <Field label={t("attendance.which_month")} type="month" value={month} onChange={(event) => setMonth(event.target.value || dayNow().slice(0, 7))} />
        {days.isPending ? <Waiting label={t("common.loading")} /> : null}
        {days.isError ? <Note tone="warn" alert>{sayWhy(days.error)}</Note> : null}
        {days.data && shown.length === 0 ? <p className="muted">{t("attendance.month_none")}</p> : null}
        {[...shown].reverse().map((day) => (
          <DayLine key={day.day} day={day} shows own />
        ))}
      </section>
      {days.data ? <OwnRota days={days.data} today={dayNow()} /> : null}
      <Corrections org={org} deciders={deciders} />
    </>
  );
}

function Corrections({ org, deciders }: { org: string; deciders: readonly Person[] }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const asked = useQuery(askedQuery(org));
  const { data: mine } = useQuery(mineQuery(org));
  const [ask, withdraw] = [useAct(org, acts(org).ask), useAct(org, acts(org).withdraw)];
  const [wish, setWish] = useState({ day: dayNow(), time: "18:00", approver: "", reason: "" });
  const change = (name: keyof typeof wish) => (event: { target: { value: string } }) => setWish((known) => ({ ...known, [name]: event.target.value }));
  const approver = wish.approver || deciders[0]?.id || "";
  const [hour = 0, minute = 0] = wish.time.split(":").map(Number);
  const failed = [ask, withdraw].find(({ isError }) => isError);
  if (!mine?.group) return null;
  return (
    <section className="card stack" aria-labelledby="month-asked">
      <h2 id="month-asked">{t("attendance.corrections")}</h2>
      <form
        className="row wrap work-form"
        onSubmit={(event) => {
          event.preventDefault();
          ask.mutate({ day: wish.day, minute: hour * 60 + minute, approver, reason: wish.reason }, { onSuccess: () => setWish((known) => ({ ...known, reason: "" })) });
        }}
      >
        <Field label={t("attendance.day")} type="date" required value={wish.day} max={dayNow()} onChange={change("day")} />
        <Field label={t("attendance.time")} type="time" required value={wish.time} onChange={change("time")} />
        <Select label={t("attendance.approver")} value={approver} onChange={(next) => setWish((known) => ({ ...known, approver: next }))} choices={deciders.map(({ id, name }) => ({ value: id, label: name }))} />
        <Field label={t("attendance.reason")} required minLength={2} maxLength={200} value={wish.reason} onChange={change("reason")} />
        <Button type="submit" weight="door" busy={ask.isPending}>
          {t("attendance.ask")}
        </Button>
      </form>
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
      <ul className="work-list">
        {asked.data?.map((one) => (
          <li key={one.id}>
            <span className="work-name">
              <strong>{`${one.day} ${one.wall}`}</strong> <span className="tag">{t(`attendance.state_${one.state}`)}</span>
              <span className="small muted">{one.reason}</span>
            </span>
            {one.state === "waiting" ? (
              <Button weight="quiet" busy={withdraw.isPending} onClick={() => withdraw.mutate(one.id)}>
                {t("attendance.withdraw")}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
