/** A calendar by day, week, month or as a list: what I have before me, what my organisation plans, and what a colleague shows. */
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { membersQuery } from "@/yard/orgs/orgs.data";
import { Icon } from "@/ui/Icon";
import { isNarrow } from "@/ui/kit/Kit";
import { Button, Note, Select } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { Agenda } from "./Agenda";
import { colleagueQuery, plannedQuery, sharedQuery, type Subscribed, subscribedQuery, subscriptionsQuery, type Time, timesQuery, type Tone } from "./calendar.data";
import { type Day, dayOf, daysOf, midnight, plusDays, step, type View, VIEWS } from "./calendar.model";
import { EventCard } from "./EventCard";
import { EventForm, type Draft } from "./EventForm";
import { FeedsDialog } from "./Feeds";
import { FilesDialog } from "./Files";
import { PhoneDialog } from "./Phone";
import { SharedDialog, SharingDialog } from "./Sharing";
import { MonthGrid } from "./MonthGrid";
import { TimeGrid } from "./TimeGrid";
import "./words";
import "./calendar.css";

/** One time as it is drawn: whose it is gives it its colour. */
export type Shown = Time & { tone: "own" | "invited" | "org" | "room" | "colleague" | Tone; label: string; subscribed?: { name: string; notes: string | null | undefined } };

type Props = { me: string; org: { id: string; name: string; role: string } | undefined; tasks: ReactNode };
type Asked = "sharing" | "shared" | "phone" | "feeds" | "files";

export function CalendarView({ me, org, tasks }: Props) {
  const { t, i18n } = useTranslation();
  const [view, setView] = useState<View>(() => (isNarrow() ? "agenda" : "week"));
  const [day, setDay] = useState<Day>(() => dayOf(new Date()));
  const [opened, setOpened] = useState<Shown>();
  const [draft, setDraft] = useState<Draft>();
  const [asked, setAsked] = useState<Asked>();
  const [whose, setWhose] = useState("");
  const days = useMemo(() => daysOf(view, day), [view, day]);
  const { shown, error } = useShown(days, whose, org?.id);
  const today = () => setDay(dayOf(new Date()));
  useKeys({ setView, today, move: (by) => setDay((at) => step(view, at, by)), add: () => setDraft({ begins: undefined }) });
  const pick = (at: Day) => {
    setDay(at);
    setView("day");
  };
  // What was entered is seen, also where it is on another day than those that are shown: shortly before midnight, on a Sunday evening.
  const saved = (at: Day) => {
    setDraft(undefined);
    if (!days.includes(at)) setDay(at);
  };
  const add = (begins: string | undefined) => setDraft({ begins });
  return (
    <div className="calendar">
      <header className="calendar-head">
        <div className="row wrap">
          <h1>{titleOf(view, days, day, i18n.language)}</h1>
        </div>
        <div className="row wrap calendar-tools">
          <Button onClick={today}>{t("calendar.today")}</Button>
          <button type="button" className="round" aria-label={t("calendar.before")} onClick={() => setDay(step(view, day, -1))}>
            <Icon name="back" />
          </button>
          <button type="button" className="round" aria-label={t("calendar.after")} onClick={() => setDay(step(view, day, 1))}>
            <Icon name="next" />
          </button>
          <fieldset className="calendar-views">
            <legend className="unseen">{t("calendar.view")}</legend>
            {VIEWS.map((one) => (
              <button key={one} type="button" aria-pressed={view === one} onClick={() => setView(one)}>
                {t(`calendar.view_${one}`)}
              </button>
            ))}
          </fieldset>
          <Button weight="door" icon="plus" onClick={() => add(undefined)}>
            {t("calendar.add")}
          </Button>
        </div>
      </header>
      {error ? <Note tone="warn" alert>{error}</Note> : null}
      <div className="calendar-body">
        <div className="calendar-main">
          {view === "month" ? <MonthGrid days={days} month={day} events={shown} onDay={pick} onOpen={setOpened} onAdd={add} /> : null}
          {view === "agenda" ? <Agenda days={days} events={shown} onOpen={setOpened} onAdd={add} /> : null}
          {view === "day" || view === "week" ? <TimeGrid days={days} events={shown} onDay={pick} onOpen={setOpened} onAdd={add} /> : null}
        </div>
        <aside className="calendar-side stack">
          {org ? <Whose org={org.id} me={me} value={whose} onChange={setWhose} /> : null}
          <div className="stack tight">
            <Button onClick={() => setAsked("sharing")}>{t("calendar.sharing")}</Button>
            {org ? <Button onClick={() => setAsked("shared")}>{t("calendar.org_calendars")}</Button> : null}
            <Button onClick={() => setAsked("phone")}>{t("calendar.phone")}</Button>
            <Button onClick={() => setAsked("feeds")}>{t("calendar.feeds")}</Button>
            <Button weight="quiet" onClick={() => setAsked("files")}>{t("calendar.files")}</Button>
          </div>
          {tasks}
        </aside>
      </div>
      {opened ? <EventCard key={`${opened.id}${opened.at}`} time={opened} me={me} onClose={() => setOpened(undefined)} onEdit={(edited) => { setOpened(undefined); setDraft(edited); }} /> : null}
      {draft ? <EventForm draft={draft} day={day} me={me} org={org} onClose={() => setDraft(undefined)} onSaved={saved} /> : null}
      {asked === "sharing" ? <SharingDialog me={me} org={org} onClose={() => setAsked(undefined)} /> : null}
      {asked === "shared" && org ? <SharedDialog org={org} onClose={() => setAsked(undefined)} /> : null}
      {asked === "phone" ? <PhoneDialog onClose={() => setAsked(undefined)} /> : null}
      {asked === "feeds" ? <FeedsDialog onClose={() => setAsked(undefined)} /> : null}
      {asked === "files" ? <FilesDialog onClose={() => setAsked(undefined)} /> : null}
    </div>
  );
}

function titleOf(view: View, days: readonly Day[], day: Day, language: string): string {
  const at = (one: Day) => midnight(one);
  if (view === "month") return new Intl.DateTimeFormat(language, { year: "numeric", month: "long" }).format(at(day));
  if (view === "day") return new Intl.DateTimeFormat(language, { dateStyle: "full" }).format(at(day));
  const short = new Intl.DateTimeFormat(language, { year: "numeric", month: "long", day: "numeric" });
  return short.formatRange(at(days[0] ?? day), at(days.at(-1) ?? day));
}

/** Everything that is drawn within these days. */
function useShown(days: readonly Day[], whose: string, org: string | undefined): { shown: Shown[]; error: string | undefined } {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const first = days[0] ?? "1970-01-01";
  // A day more on both sides: whole days of another zone begin and end elsewhere.
  const stretch = { from: midnight(plusDays(first, -1)).toISOString(), until: midnight(plusDays(days.at(-1) ?? first, 2)).toISOString() };
  const mine = useQuery(timesQuery(stretch));
  const planned = useQuery({ ...plannedQuery(org ?? "", stretch), enabled: org !== undefined });
  const calendars = useQuery({ ...sharedQuery(org ?? ""), enabled: org !== undefined });
  const subscribed = useQuery(subscribedQuery(stretch));
  const subscriptions = useQuery({ ...subscriptionsQuery, enabled: (subscribed.data ?? []).length > 0 });
  const other = useQuery({ ...colleagueQuery(org ?? "", whose, stretch), enabled: org !== undefined && whose !== "" });
  const shown = useMemo(() => {
    const rooms = new Map((calendars.data ?? []).map(({ id, name }) => [id, name]));
    const own = (mine.data ?? [])
      .filter(({ reply }) => reply !== "declined")
      .map((one): Shown => ({ ...one, tone: one.own ? "own" : "invited", label: one.title ?? t("calendar.hidden") }));
    const ours = (planned.data ?? [])
      .filter((one) => one.calendar || !own.some(({ id, at }) => id === one.id && at === one.at))
      .map((one): Shown => (one.calendar ? { ...one, tone: "org", label: one.title ?? t("calendar.hidden") } : { ...one, tone: "room", label: t("calendar.taken", { room: rooms.get(one.room ?? "") ?? "" }) }));
    const theirs = (other.data?.items ?? []).map((one): Shown => ({
      ...blank, ...one, at: one.from, tone: "colleague", label: one.title ?? t("calendar.busy"),
    }));
    const names = new Map((subscriptions.data?.items ?? []).map(({ id, name }) => [id, name]));
    const elsewhere = (subscribed.data ?? []).map((one, at) => brought(one, names.get(one.subscription) ?? "", at));
    return [...own, ...ours, ...theirs, ...elsewhere];
  }, [mine.data, planned.data, calendars.data, other.data, subscribed.data, subscriptions.data, t]);
  const failed = [mine, planned, other, subscribed].find(({ isError }) => isError);
  return { shown, error: failed ? sayWhy(failed.error) : undefined };
}

const blank = { id: "", all_day: false, zone: "UTC", place: null, recurs: false, own: false, reply: null, calendar: null, room: null, free: false };

/** A time of a calendar elsewhere: nothing of it can be changed here. */
const brought = ({ subscription, notes, ...one }: Subscribed, name: string, at: number): Shown => ({ ...blank, ...one, id: `${subscription} ${at}`, label: one.title, subscribed: { name, notes } });

/** A colleague whose calendar is laid over mine, as far as he shows it. */
function Whose({ org, me, value, onChange }: { org: string; me: string; value: string; onChange: (person: string) => void }) {
  const { t } = useTranslation();
  const members = useQuery(membersQuery(org));
  const others = (members.data?.items ?? []).filter(({ person }) => person !== me);
  const choices = [{ value: "", label: t("calendar.nobody_else") }, ...others.map(({ person, name }) => ({ value: person, label: name }))];
  return <Select label={t("calendar.beside")} value={value} onChange={onChange} choices={choices} />;
}

type Keys = { setView: (view: View) => void; today: () => void; move: (by: 1 | -1) => void; add: () => void };

/** One key each, where nobody writes and no dialog is open. */
function useKeys({ setView, today, move, add }: Keys) {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const at = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey || at.closest("input, select, textarea, dialog, [role=listbox]")) return;
      const acts: Record<string, () => void> = {
        t: today, n: add, d: () => setView("day"), w: () => setView("week"), m: () => setView("month"), a: () => setView("agenda"),
        ArrowLeft: () => move(-1), ArrowRight: () => move(1),
      };
      const act = acts[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  });
}
