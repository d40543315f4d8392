/** An event as it is entered or changed. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { membersQuery } from "@/yard/orgs/orgs.data";
import { Button, Check, Dialog, Field, Note, Select, TextField } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import type { Shown } from "./CalendarView";
import { type Event, type EventWish, sharedQuery, useAdd, useChange, type Which } from "./calendar.data";
import { type Day, dayOf, later, moved, nextHalf, plusDays, type Recurs, recursOf, ruleOf, WHICH } from "./calendar.model";
import { FindTime } from "./FindTime";
import { Repeats } from "./Repeats";
import { Reminders } from "./Reminders";

/** What is changed, with the time of it that was opened; or where a new one begins. */
export type Draft = { event?: Event; time?: Shown; begins: string | undefined };

type Org = { id: string; name: string } | undefined;
type Props = { draft: Draft; day: Day; me: string; org: Org; onClose: () => void; onSaved: (day: Day) => void };

type Said = Omit<EventWish, "rule"> & { title: string; recurs: Recurs };

/** Local time of the event, as fields take it. */
function fresh({ event, time, begins }: Draft, day: Day, org: Org): Said {
  const now = nextHalf(new Date());
  const start = begins ?? (day === dayOf(new Date()) ? now : `${day}T09:00`);
  if (!event || !time) {
    return { title: "", place: "", notes: "", zone: new Intl.DateTimeFormat().resolvedOptions().timeZone, begins: start, ends: later(start, 60), all_day: false, recurs: recursOf(null), org: org?.id ?? null, guests: [], reminders: [15], calendar: null, room: null, private: false, free: false };
  }
  const at = time.at.slice(0, 16);
  const ends = event.all_day ? `${plusDays(at.slice(0, 10), event.minutes / 1_440 - 1)}T00:00` : later(at, event.minutes);
  const { title, zone, all_day, reminders } = event;
  const [calendar, room, rule] = [event.calendar ?? null, event.room ?? null, event.rule ?? null];
  return { title, zone, all_day, calendar, room, reminders, place: event.place ?? "", notes: event.notes ?? "", begins: at, ends, recurs: recursOf(rule), org: event.org ?? org?.id ?? null, guests: event.guests.map(({ person }) => person), private: event.private, free: event.free };
}

export function EventForm({ draft, day, me, org, onClose, onSaved }: Props) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [said, setSaid] = useState(() => fresh(draft, day, org));
  const [asks, setAsks] = useState(false);
  const add = useAdd();
  const change = useChange(draft.event?.id ?? "");
  const set = (more: Partial<Said>) => setSaid((known) => ({ ...known, ...more }));
  const { recurs, ...rest } = said;
  const local = (at: string) => (said.all_day ? at.slice(0, 10) : at);
  const rule = recurs.repeat === "own" && draft.event ? draft.event.rule ?? null : ruleOf(recurs, said.begins.slice(0, 10));
  const wish: EventWish = { ...rest, begins: local(said.begins), ends: local(said.ends), rule, place: said.place || null, notes: said.notes || null, guests: said.calendar ? [] : said.guests ?? [] };
  const saved = () => onSaved(said.begins.slice(0, 10));
  const save = (which: Which) => change.mutate({ which, at: draft.time?.at ?? null, event: wish }, { onSuccess: saved });
  const submit = () => {
    if (!draft.event) add.mutate(wish, { onSuccess: saved });
    else if (draft.time?.recurs) setAsks(true);
    else save("all");
  };
  const failed = [add, change].find(({ isError }) => isError);
  return (
    <Dialog open title={t(draft.event ? "calendar.edit" : "calendar.add")} closeLabel={t("common.close")} onClose={onClose}>
      <form className="stack event-form" onSubmit={(event) => { event.preventDefault(); submit(); }}>
        <Field label={t("calendar.title")} required maxLength={120} autoFocus value={said.title} onChange={(event) => set({ title: event.target.value })} />
        <When said={said} set={set} />
        <Repeats value={recurs} begins={said.begins.slice(0, 10)} rule={draft.event?.rule ?? null} onChange={(next) => set({ recurs: next })} />
        <Field label={t("calendar.place")} maxLength={200} value={said.place ?? ""} onChange={(event) => set({ place: event.target.value })} />
        {org ? <Together said={said} set={set} me={me} org={org} isNew={!draft.event} /> : null}
        <Reminders value={said.reminders ?? []} onChange={(reminders) => set({ reminders })} />
        <TextField label={t("calendar.notes")} rows={3} maxLength={4_000} value={said.notes ?? ""} onChange={(event) => set({ notes: event.target.value })} />
        <Check checked={said.private ?? false} onChange={(on) => set({ private: on })}>{t("calendar.private")}</Check>
        <Check checked={said.free ?? false} onChange={(on) => set({ free: on })}>{t("calendar.free")}</Check>
        {failed ? <Note tone="warn" alert>{sayWhy(failed.error)}</Note> : null}
        {asks ? (
          <section className="stack tight" aria-labelledby="event-which">
            <h3 id="event-which">{t("calendar.change_which")}</h3>
            <div className="row wrap">
              {(["one", "following", "all"] as const).map((which) => (
                <Button key={which} busy={change.isPending} onClick={() => save(which)}>{t(WHICH[which])}</Button>
              ))}
            </div>
          </section>
        ) : (
          <Button type="submit" weight="door" busy={add.isPending || change.isPending}>{t("calendar.save")}</Button>
        )}
      </form>
    </Dialog>
  );
}

type Part = { said: Said; set: (more: Partial<Said>) => void };

function When({ said, set }: Part) {
  const { t } = useTranslation();
  const kind = said.all_day ? "date" : "datetime-local";
  const shown = (at: string) => (said.all_day ? at.slice(0, 10) : at);
  const typed = (value: string) => (value.length === 10 ? `${value}T00:00` : value);
  const begin = (value: string) => {
    if (!value) return;
    // The end moves along: an event keeps its length.
    const length = Math.max(0, (Date.parse(`${said.ends}:00Z`) - Date.parse(`${said.begins}:00Z`)) / 60_000);
    const recurs = moved(said.recurs, said.begins.slice(0, 10), value.slice(0, 10));
    set({ recurs, begins: typed(value), ends: later(typed(value), Number.isFinite(length) ? length : 60) });
  };
  return (
    <>
      <Check checked={said.all_day ?? false} onChange={(on) => set({ all_day: on, free: on })}>{t("calendar.all_day")}</Check>
      <div className="event-when">
        <Field label={t("calendar.begins")} type={kind} required value={shown(said.begins)} onChange={(event) => begin(event.target.value)} />
        <Field label={t("calendar.ends")} type={kind} required min={shown(said.begins)} value={shown(said.ends)} onChange={(event) => set({ ends: typed(event.target.value) })} />
      </div>
      <Select label={t("calendar.zone")} value={said.zone} onChange={(zone) => set({ zone })} choices={zones(said.zone)} />
    </>
  );
}

const zones = (own: string) => [...new Set([own, "UTC", ...Intl.supportedValuesOf("timeZone")])].map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") }));

/** With whom, in which room, in which calendar. */
function Together({ said, set, me, org, isNew }: Part & { me: string; org: { id: string; name: string }; isNew: boolean }) {
  const { t } = useTranslation();
  const members = useQuery(membersQuery(org.id));
  const calendars = useQuery(sharedQuery(org.id));
  const of = (kind: "shared" | "room") => (calendars.data ?? []).filter((one) => one.kind === kind).map(({ id, name }) => ({ value: id, label: name }));
  const others = (members.data?.items ?? []).filter(({ person }) => person !== me);
  const guests = said.guests ?? [];
  const [shared, rooms] = [of("shared"), of("room")];
  return (
    <>
      {isNew && shared.length > 0 ? <Select label={t("calendar.in_calendar")} value={said.calendar ?? ""} onChange={(id) => set({ calendar: id || null })} choices={[{ value: "", label: t("calendar.my_own") }, ...shared]} /> : null}
      {rooms.length > 0 ? <Select label={t("calendar.room")} value={said.room ?? ""} onChange={(id) => set({ room: id || null })} choices={[{ value: "", label: t("calendar.no_room") }, ...rooms]} /> : null}
      {said.calendar || others.length === 0 ? null : (
        <fieldset className="event-people">
          <legend>{t("calendar.invite", { org: org.name })}</legend>
          <div className="event-people-list">
            {others.map(({ person, name }) => (
              <Check key={person} checked={guests.includes(person)} onChange={(on) => set({ org: org.id, guests: on ? [...guests, person] : guests.filter((one) => one !== person) })}>
                {name}
              </Check>
            ))}
          </div>
          {guests.length > 0 && !said.all_day ? <FindTime org={org.id} people={[me, ...guests]} said={said} onFound={(begins, ends) => set({ begins, ends, recurs: moved(said.recurs, said.begins.slice(0, 10), begins.slice(0, 10)) })} /> : null}
        </fieldset>
      )}
    </>
  );
}
