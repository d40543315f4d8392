/** Days, weeks and months as they are drawn, and rules of recurrence as people choose them: without React, without a clock. */

export type View = "day" | "week" | "month" | "agenda";
export const VIEWS = ["day", "week", "month", "agenda"] as const satisfies readonly View[];

/** A day of the calendar on the wall: `2026-12-01`. */
export type Day = string;

/** What is drawn of one time of an event. */
export type Timed = { id: string; at: string; from: string; until: string; all_day: boolean; zone: string };

const DAY_MS = 86_400_000;
const two = (number: number) => String(number).padStart(2, "0");

export const dayOf = (at: Date): Day => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
/** Noon, which no change of the clock moves to another day. */
export const noon = (day: Day): Date => new Date(`${day}T12:00:00`);
export const midnight = (day: Day): Date => new Date(`${day}T00:00:00`);
export const plusDays = (day: Day, days: number): Day => {
  const at = noon(day);
  at.setDate(at.getDate() + days);
  return dayOf(at);
};
export const plusMonths = (day: Day, months: number): Day => {
  const at = noon(day);
  const wanted = at.getDate();
  at.setDate(1);
  at.setMonth(at.getMonth() + months);
  const last = new Date(at.getFullYear(), at.getMonth() + 1, 0).getDate();
  at.setDate(Math.min(wanted, last));
  return dayOf(at);
};

/** Weeks begin on Monday, in both languages of the house. */
export const mondayOf = (day: Day): Day => plusDays(day, -((noon(day).getDay() + 6) % 7));

/** The days that a view shows. */
export function daysOf(view: View, day: Day): Day[] {
  const run = (first: Day, count: number) => Array.from({ length: count }, (_, at) => plusDays(first, at));
  if (view === "day") return [day];
  if (view === "week") return run(mondayOf(day), 7);
  if (view === "agenda") return run(day, 30);
  const first = mondayOf(`${day.slice(0, 8)}01`);
  const next = plusMonths(`${day.slice(0, 8)}01`, 1);
  const weeks = Math.ceil((noon(next).getTime() - noon(first).getTime()) / DAY_MS / 7);
  return run(first, weeks * 7);
}

/** One step on or back in a view. */
export function step(view: View, day: Day, by: 1 | -1): Day {
  if (view === "month") return plusMonths(day, by);
  return plusDays(day, by * (view === "day" ? 1 : view === "week" ? 7 : 30));
}

/** Which days an event touches, as the reader's wall shows them; whole days are those that were named, wherever he is. */
export function touched(event: Timed): Day[] {
  const first = event.all_day ? event.at.slice(0, 10) : dayOf(new Date(event.from));
  const length = new Date(event.until).getTime() - new Date(event.from).getTime();
  const last = event.all_day ? plusDays(first, Math.max(0, Math.round(length / DAY_MS) - 1)) : dayOf(new Date(new Date(event.until).getTime() - (length > 0 ? 1 : 0)));
  const days: Day[] = [];
  for (let day = first; day <= last && days.length < 400; day = plusDays(day, 1)) days.push(day);
  return days;
}

export type Placed<E> = { event: E; top: number; height: number; column: number; columns: number };

/** Where events stand in the column of a day: in minutes, side by side where they are at the same time. */
export function placed<E extends Timed>(events: readonly E[], day: Day): Placed<E>[] {
  const begins = midnight(day).getTime();
  const ends = midnight(plusDays(day, 1)).getTime();
  const minute = (at: number) => Math.round((Math.min(Math.max(at, begins), ends) - begins) / 60_000);
  const all = events
    .filter((event) => !event.all_day && touched(event).includes(day))
    .map((event) => {
      const top = minute(new Date(event.from).getTime());
      const height = Math.max(minute(new Date(event.until).getTime()) - top, 20);
      return { event, top, height, column: 0, columns: 1 };
    })
    .sort((one, other) => one.top - other.top || other.height - one.height);
  // Events that touch one another share the width; a group ends where nothing of it goes on.
  let group: Placed<E>[] = [];
  let groupEnds = -1;
  const close = () => {
    const columns = Math.max(0, ...group.map(({ column }) => column + 1));
    for (const one of group) one.columns = columns;
    group = [];
  };
  for (const one of all) {
    if (one.top >= groupEnds) close();
    const taken = new Set(group.filter((other) => other.top + other.height > one.top).map(({ column }) => column));
    while (taken.has(one.column)) one.column += 1;
    group.push(one);
    groupEnds = Math.max(groupEnds, one.top + one.height);
  }
  close();
  return all;
}

/** Which times of a series an act is about, as it is said. */
export const WHICH = { one: "calendar.only_this", following: "calendar.this_and_next", all: "calendar.all_times" } as const;

/** How people say that something recurs. */
export type Repeat = "none" | "daily" | "weekdays" | "weekly" | "monthly" | "yearly" | "own";
export const REPEATS = ["none", "daily", "weekdays", "weekly", "monthly", "yearly", "own"] as const satisfies readonly Repeat[];

export type Recurs = { repeat: Repeat; interval: number; days: string[]; until: Day | ""; own: string };

export const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;
export const once: Recurs = { repeat: "none", interval: 1, days: [], until: "", own: "" };

/** Which day of the week a day is, as rules say it. */
export const weekdayOf = (day: Day): string => WEEKDAYS[(noon(day).getDay() + 6) % 7] ?? "MO";

/** The rule that says it; null where nothing recurs. */
export function ruleOf({ repeat, interval, days, until, own }: Recurs, begins: Day): string | null {
  if (repeat === "none") return null;
  if (repeat === "own") return own.trim() || null;
  const every = repeat === "weekdays" || repeat === "weekly" ? "WEEKLY" : repeat.toUpperCase();
  const parts = [`FREQ=${every}`];
  if (interval > 1 && repeat !== "weekdays") parts.push(`INTERVAL=${interval}`);
  if (until) parts.push(`UNTIL=${until.replaceAll("-", "")}T235959`);
  if (repeat === "weekdays") parts.push("BYDAY=MO,TU,WE,TH,FR");
  if (repeat === "weekly") parts.push(`BYDAY=${(days.length > 0 ? days : [weekdayOf(begins)]).join(",")}`);
  return parts.join(";");
}

/** The same days of the week where one of its times moves from one day to another: what was on the one is on the other now. */
export function moved(recurs: Recurs, from: Day, to: Day): Recurs {
  const [old, next] = [weekdayOf(from), weekdayOf(to)];
  if (recurs.repeat !== "weekly" || old === next || !recurs.days.includes(old)) return recurs;
  return { ...recurs, days: WEEKDAYS.filter((day) => day === next || (day !== old && recurs.days.includes(day))) };
}

/** A rule as people would have chosen it; what they could not choose stays as it is written. */
export function recursOf(rule: string | null): Recurs {
  if (!rule) return once;
  const parts = new Map(rule.split(";").map((part) => part.split("=") as [string, string]));
  const interval = Number(parts.get("INTERVAL") ?? 1);
  const end = /^(\d{4})(\d{2})(\d{2})/.exec(parts.get("UNTIL") ?? "");
  const until = end ? `${end[1]}-${end[2]}-${end[3]}` : "";
  const rest = [...parts.keys()].filter((name) => !["FREQ", "INTERVAL", "UNTIL", "BYDAY"].includes(name));
  const days = parts.get("BYDAY")?.split(",") ?? [];
  const every = parts.get("FREQ");
  const known = { interval, until, days, own: rule };
  const plain = days.every((day) => (WEEKDAYS as readonly string[]).includes(day));
  if (rest.length > 0 || !plain) return { ...known, repeat: "own" };
  if (every === "WEEKLY") return { ...known, repeat: days.join() === "MO,TU,WE,TH,FR" && interval === 1 ? "weekdays" : "weekly" };
  if (days.length > 0) return { ...known, repeat: "own" };
  if (every === "DAILY" || every === "MONTHLY" || every === "YEARLY") return { ...known, repeat: every.toLowerCase() as Repeat };
  return { ...known, repeat: "own" };
}

/** A local time so many minutes later, as a field takes it. */
export function later(local: string, minutes: number): string {
  const at = new Date(`${local.slice(0, 16)}:00Z`);
  return new Date(at.getTime() + minutes * 60_000).toISOString().slice(0, 16);
}

/** The half hour that comes next, as a field takes it. */
export function nextHalf(now: Date): string {
  const half = 30 * 60_000;
  const at = new Date(Math.ceil(now.getTime() / half) * half);
  return `${dayOf(at)}T${two(at.getHours())}:${two(at.getMinutes())}`;
}
