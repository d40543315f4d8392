/** Whom my home expects: invite, see, end. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { waysQuery } from "@/community/doors/doors.data";
import type { OwnHome } from "@/community/homes/homes.data";
import { copyText } from "@/ui/copy";
import { Button, Check, Dialog, Field, Note, Select, Waiting } from "@/ui/plain";
import { showRecent } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { remindersQuery, useReminder, useVisits, type Visit, type VisitWish, visitsQuery } from "./visits.data";
import "./words";
import "@/community/homes/homes.css";
import "./visits.css";

export function VisitsView({ home }: { home: OwnHome }) {
  return (
    <>
      <Visits home={home} />
      <Reminders />
    </>
  );
}

function Visits({ home }: { home: OwnHome }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const visits = useQuery(visitsQuery(home.home));
  const { end, calendar } = useVisits(home.home);
  const [asks, setAsks] = useState<Visit>();
  const [adds, setAdds] = useState(false);
  const failed = [end, calendar].find(({ isError }) => isError);
  return (
    <section className="card stack" aria-labelledby="visits-list">
      <h2 id="visits-list">{t("visits.list")}</h2>
      {visits.isPending ? <Waiting label={t("common.loading")} /> : null}
      {visits.isError ? <Note tone="warn" alert>{sayWhy(visits.error)}</Note> : null}
      {visits.data?.length === 0 ? <p className="muted">{t("visits.none")}</p> : null}
      <ul className="home-list">
        {visits.data?.map((one) => (
          <Row key={one.id} one={one} onCalendar={() => setAsks(one)} onEnd={() => end.mutate(one.id)} busy={end.isPending} />
        ))}
      </ul>
      {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
      {adds ? (
        <Invite home={home} onDone={() => setAdds(false)} />
      ) : home.rights.invite ? (
        <Button weight="door" icon="plus" onClick={() => setAdds(true)}>
          {t("visits.invite")}
        </Button>
      ) : null}
      <Dialog open={asks !== undefined} title={t("visits.calendar")} closeLabel={t("common.close")} onClose={() => setAsks(undefined)}>
        {asks ? (
          <div className="stack">
            <p>{t("visits.calendar_ask")}</p>
            <Button weight="door" busy={calendar.isPending} onClick={() => calendar.mutate(asks.id, { onSuccess: () => setAsks(undefined) })}>
              {t("visits.calendar_yes")}
            </Button>
          </div>
        ) : null}
      </Dialog>
    </section>
  );
}

function Row({ one, onCalendar, onEnd, busy }: { one: Visit; onCalendar: () => void; onEnd: () => void; busy: boolean }) {
  const { t, i18n } = useTranslation();
  const at = (instant: string) => showRecent(instant, i18n.language);
  const more = [one.phone, one.reason, one.link ? undefined : t("visits.by_pin"), one.arrived ? t("visits.arrived", { at: at(one.arrived) }) : undefined].filter(Boolean);
  return (
    <li>
      <span className="home-name">
        <strong>{one.name ?? "—"}</strong> <span className="tag">{t(`visits.kind_${one.kind}`)}</span>
        <span className="small muted">{[t("visits.window", { from: at(one.from), until: at(one.until) }), ...more].join(" · ")}</span>
      </span>
      <span className="row wrap">
        <Button onClick={onCalendar}>{t("visits.calendar")}</Button>
        <Button weight="quiet" busy={busy} onClick={onEnd}>
          {t("visits.end")}
        </Button>
      </span>
    </li>
  );
}

const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;
const instant = (typed: string) => (typed ? new Date(typed).toISOString() : null);
const minutes = (typed: string) => {
  const [hour = 0, minute = 0] = typed.split(":").map(Number);
  return hour * 60 + minute;
};

/** The days and hours of each week; none means always. */
export function Week({ days, onDays, hours, onHours }: { days: readonly number[]; onDays: (days: number[]) => void; hours: readonly [string, string]; onHours: (hours: [string, string]) => void }) {
  const { t } = useTranslation();
  const [from, until] = hours;
  return (
    <fieldset className="visit-days">
      <legend>{t("visits.days")}</legend>
      <div className="row wrap">
        {DAYS.map((day) => (
          <Check key={day} checked={days.includes(day)} onChange={(on) => onDays(DAYS.filter((one) => (one === day ? on : days.includes(one))))}>
            {t(`visits.day_${day}`)}
          </Check>
        ))}
      </div>
      {days.length > 0 ? (
        <div className="row wrap">
          <Field label={t("visits.hours_from")} type="time" required value={from} onChange={(event) => onHours([event.target.value, until])} />
          <Field label={t("visits.hours_until")} type="time" required value={until} onChange={(event) => onHours([from, event.target.value])} />
        </div>
      ) : null}
    </fieldset>
  );
}

export const weekOf = (days: readonly number[], [from, until]: readonly [string, string]): NonNullable<VisitWish["week"]> => (days.length > 0 ? [{ days: [...days], from: minutes(from), until: minutes(until) }] : []);

function Invite({ home, onDone }: { home: OwnHome; onDone: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const { invite } = useVisits(home.home);
  const doors = useQuery({ ...waysQuery(home.home), enabled: home.rights.open });
  const [kind, setKind] = useState<VisitWish["kind"]>("visitor");
  const [way, setWay] = useState<"code" | "pin">("code");
  const [door, setDoor] = useState("");
  const [said, setSaid] = useState({ name: "", phone: "", reason: "", from: "", until: "", uses: "" });
  const [days, setDays] = useState<number[]>([]);
  const [hours, setHours] = useState<[string, string]>(["08:00", "18:00"]);
  const field = (name: keyof typeof said) => ({ value: said[name], onChange: (event: { target: { value: string } }) => setSaid((known) => ({ ...known, [name]: event.target.value })) });
  if (invite.data) return <Made token={invite.data.token ?? undefined} pin={invite.data.pin ?? undefined} onDone={onDone} />;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        invite.mutate({
          kind,
          way,
          name: said.name,
          phone: said.phone || null,
          reason: said.reason || null,
          from: instant(said.from),
          until: instant(said.until) ?? "",
          uses: said.uses ? Number(said.uses) : null,
          week: kind === "helper" ? weekOf(days, hours) : [],
          doors: door ? [door] : [],
        });
      }}
    >
      <Select label={t("visits.kind")} value={kind} onChange={(to) => setKind(to as typeof kind)} choices={(["visitor", "courier", "helper"] as const).map((value) => ({ value, label: t(`visits.kind_${value}`) }))} />
      <Field label={t("visits.name")} hint={t("visits.name_hint")} maxLength={40} required autoComplete="off" {...field("name")} />
      <Field label={t("visits.phone")} type="tel" maxLength={20} autoComplete="off" {...field("phone")} />
      <Field label={t("visits.reason")} maxLength={200} autoComplete="off" {...field("reason")} />
      <Field label={t("visits.from")} hint={t("visits.from_hint")} type="datetime-local" {...field("from")} />
      <Field label={t("visits.until")} hint={t("visits.until_hint")} type="datetime-local" required {...field("until")} />
      <Field label={t("visits.uses")} hint={t("visits.uses_hint")} type="number" min={1} max={200} {...field("uses")} />
      {kind === "helper" ? <Week days={days} onDays={setDays} hours={hours} onHours={setHours} /> : null}
      <Select label={t("visits.way")} value={way} onChange={(to) => setWay(to as typeof way)} choices={(["code", "pin"] as const).map((value) => ({ value, label: t(`visits.way_${value}`) }))} />
      {doors.data && doors.data.doors.length > 1 ? (
        <Select label={t("visits.doors")} value={door} onChange={setDoor} choices={[{ value: "", label: t("visits.doors_all") }, ...doors.data.doors.map(({ id, name }) => ({ value: id, label: name }))]} />
      ) : null}
      {invite.isError ? <Note tone="warn" alert>{sayWhy(invite.error)}</Note> : null}
      <Button type="submit" weight="door" busy={invite.isPending}>
        {t("visits.invite")}
      </Button>
    </form>
  );
}

/** What is shown this once. */
export function Made({ token, pin, onDone }: { token?: string | undefined; pin?: string | undefined; onDone: () => void }) {
  const { t } = useTranslation();
  const [isCopied, setCopied] = useState(false);
  const shown = token ? `${location.origin}/visit#${token}` : (pin ?? "");
  return (
    <div className="stack" role="status">
      <h3>{t("visits.made")}</h3>
      <p>{t(token ? "visits.made_link" : "visits.made_pin")}</p>
      <p className={token ? "visit-link" : "visit-pin"}>{shown}</p>
      <div className="row wrap">
        <Button weight="door" onClick={() => void copyText(shown).then(setCopied)}>
          {t(isCopied ? "visits.copied" : "visits.copy")}
        </Button>
        <Button onClick={onDone}>{t("visits.done")}</Button>
      </div>
    </div>
  );
}

function Reminders() {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const reminders = useQuery(remindersQuery);
  const set = useReminder();
  return (
    <section className="card stack" aria-labelledby="visits-reminders">
      <h2 id="visits-reminders">{t("visits.reminders")}</h2>
      {reminders.data?.map(({ event, on }) => (
        <Check key={event} checked={on} disabled={set.isPending} onChange={(next) => set.mutate({ event, on: next })}>
          {t(`visits.event_${event}`)}
        </Check>
      ))}
      {set.isError ? <Note tone="warn" alert>{sayWhy(set.error)}</Note> : null}
    </section>
  );
}
