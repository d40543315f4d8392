/** Who works which shift on which day, while somebody writes it: marking, filling, patterns, conflicts, and what will change. */
import type { RosterPage, Shift } from "../attendance.data";

/** A day, as `2026-12-21`. */
export type Day = string;
/** What is said of a day: the number of a shift, a day of rest, or that it is as the plan has it. */
export type Say = string;
export const REST: Say = "rest";
export const PLAN: Say = "plan";

export type Cell = { person: string; day: Day };
export type Write = Cell & { say: Say };
export type Known = { id: string; name: string; shift: Shift };
type Time = { from: Day; until: Day | null };
type Odd = NonNullable<RosterPage["days"][number]["odd"]> | null;
/** Somebody of the group: when he is in it, and what his roster says. */
type Line = { times: readonly Time[]; said: ReadonlyMap<Day, string | null> };
type DayOfGroup = { shift: string | null; odd: Odd };
/** What the house says of a group, of all days that were asked for. */
export type Board = { today: Day; days: ReadonlyMap<Day, DayOfGroup>; closed: ReadonlySet<string>; lines: ReadonlyMap<string, Line> };
/** What was written and not saved yet: what a cell shall say, and what it said. */
export type Draft = ReadonlyMap<string, { cell: Cell; say: Say; before: Say }>;
/** Drafts of before and after the one that stands. */
export type History = { past: readonly Draft[]; now: Draft; future: readonly Draft[] };

const DAY_MS = 86_400_000;
const DAY_MIN = 1_440;
/** How far back and ahead the house lets days be written, in days. */
const REACH = 400;
/** Days that the house takes in one step. */
export const ENTRIES_MAX = 2_000;
/** What the law and good sense ask for between two shifts. */
export const REST_MIN = 8 * 60;
/** Steps that can be taken back. */
const STEPS_MAX = 100;

const count = (day: Day) => Math.round(Date.parse(`${day}T00:00:00Z`) / DAY_MS);
export const plus = (day: Day, days: number): Day => new Date((count(day) + days) * DAY_MS).toISOString().slice(0, 10);
export const between = (from: Day, until: Day) => count(until) - count(from);
/** Which day of its week it is; weeks begin with Monday, which is none. */
export const weekdayOf = (day: Day) => (count(day) + 3) % 7;
/** The Monday of its week. */
export const mondayOf = (day: Day): Day => plus(day, -weekdayOf(day));
export const monthPlus = (month: string, months: number): string => {
  const [year = 0, number = 0] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number - 1 + months, 1)).toISOString().slice(0, 7);
};
/** So many days, this one first. */
export const daysFrom = (first: Day, days: number): Day[] => Array.from({ length: Math.max(0, days) }, (_, later) => plus(first, later));
export const daysOf = (month: string): Day[] => daysFrom(`${month}-01`, between(`${month}-01`, `${monthPlus(month, 1)}-01`));
/** What is asked for when a month is shown: what bounds it, and what a pattern may reach into. */
export const stretchOf = (month: string) => ({ from: plus(`${month}-01`, -7), until: plus(`${monthPlus(month, 2)}-01`, -1) });

export const keyOf = ({ person, day }: Cell) => `${person} ${day}`;

/** What the pages of one stretch or of several say together; of what two say, the later one counts. */
export function boardOf(pages: readonly RosterPage[]): Board {
  const days = new Map<Day, DayOfGroup>();
  const lines = new Map<string, { times: Map<Day, Time>; said: Map<Day, string | null> }>();
  for (const page of pages) {
    for (const { day, shift, odd } of page.days) days.set(day, { shift: shift ?? null, odd: odd ?? null });
    for (const { person, times, entries } of page.items) {
      const line = lines.get(person) ?? { times: new Map(), said: new Map() };
      for (const { from, until } of times) line.times.set(from, { from, until: until ?? null });
      for (const { day, shift } of entries) line.said.set(day, shift ?? null);
      lines.set(person, line);
    }
  }
  return {
    today: pages.at(-1)?.today ?? "1970-01-01",
    days,
    closed: new Set(pages.flatMap(({ closed }) => closed)),
    lines: new Map([...lines].map(([person, { times, said }]) => [person, { times: [...times.values()], said }])),
  };
}

/** Whether a cell may be written, or why not: its month is closed, he is not in the group then, or it is too far off. */
export function mayWrite(board: Board, { person, day }: Cell): "yes" | "closed" | "away" | "far" {
  const line = board.lines.get(person);
  if (!line?.times.some(({ from, until }) => from <= day && (until === null || day < until))) return "away";
  if (board.closed.has(day.slice(0, 7))) return "closed";
  return board.days.has(day) && Math.abs(between(board.today, day)) <= REACH ? "yes" : "far";
}

/** What the house says of a cell. */
export function stored(board: Board, { person, day }: Cell): Say {
  const said = board.lines.get(person)?.said;
  return said?.has(day) ? (said.get(day) ?? REST) : PLAN;
}

export const said = (board: Board, draft: Draft, cell: Cell): Say => draft.get(keyOf(cell))?.say ?? stored(board, cell);

/** The shift that comes of what is said; none is a day of rest. */
export function shiftOf(board: Board, say: Say, day: Day): string | null {
  if (say === REST) return null;
  return say === PLAN ? (board.days.get(day)?.shift ?? null) : say;
}

/** Writes into a draft what may be written; what would change nothing is no change. */
export function write(board: Board, draft: Draft, writes: readonly Write[]): { draft: Draft; written: number; skipped: number } {
  const next = new Map(draft);
  let [written, skipped] = [0, 0];
  for (const { say, ...cell } of writes) {
    if (mayWrite(board, cell) !== "yes") {
      skipped++;
      continue;
    }
    written++;
    const before = stored(board, cell);
    if (say === before) next.delete(keyOf(cell));
    else next.set(keyOf(cell), { cell, say, before });
  }
  return { draft: next, written, skipped };
}

export const fill = (cells: readonly Cell[], say: Say): Write[] => cells.map((cell) => ({ ...cell, say }));

export const blank: History = { past: [], now: new Map(), future: [] };
export const did = ({ past, now }: History, next: Draft): History => ({ past: [...past, now].slice(-STEPS_MAX), now: next, future: [] });
export function undo(history: History): History {
  const last = history.past.at(-1);
  return last ? { past: history.past.slice(0, -1), now: last, future: [history.now, ...history.future] } : history;
}
export function redo(history: History): History {
  const [next, ...later] = history.future;
  return next ? { past: [...history.past, history.now], now: next, future: later } : history;
}

/** Where one stands in a grid of people and days. */
export type At = { row: number; column: number };

/** The cells between two corners, both among them. */
export function within(people: readonly string[], days: readonly Day[], one: At, other: At): Cell[] {
  const [top, bottom] = [Math.min(one.row, other.row), Math.max(one.row, other.row)];
  const [first, last] = [Math.min(one.column, other.column), Math.max(one.column, other.column)];
  return people.slice(top, bottom + 1).flatMap((person) => days.slice(first, last + 1).map((day) => ({ person, day })));
}

/** What a key does in the grid. */
export type Does = { does: "move"; to: At; extends: boolean } | { does: "say"; say: Say } | { does: "undo" | "redo" | "all" | "one" };
type Pressed = { key: string; shiftKey?: boolean; ctrlKey?: boolean; metaKey?: boolean; altKey?: boolean };

const STEPS: Record<string, (at: At, rows: number, columns: number) => At> = {
  ArrowLeft: ({ row, column }) => ({ row, column: column - 1 }),
  ArrowRight: ({ row, column }) => ({ row, column: column + 1 }),
  ArrowUp: ({ row, column }) => ({ row: row - 1, column }),
  ArrowDown: ({ row, column }) => ({ row: row + 1, column }),
  Home: ({ row }) => ({ row, column: 0 }),
  End: ({ row }, _, columns) => ({ row, column: columns - 1 }),
  PageUp: ({ column }) => ({ row: 0, column }),
  PageDown: ({ column }, rows) => ({ row: rows - 1, column }),
};

/** Arrows go, with Shift they mark; digits say a shift, 0 rest, Delete that it is as the plan has it. */
export function pressed({ key, shiftKey = false, ctrlKey = false, metaKey = false, altKey = false }: Pressed, at: At, { rows, columns, shifts }: { rows: number; columns: number; shifts: readonly string[] }): Does | undefined {
  if (altKey) return undefined;
  if (ctrlKey || metaKey) {
    const letter = key.toLowerCase();
    if (letter === "z") return { does: shiftKey ? "redo" : "undo" };
    if (letter === "y") return { does: "redo" };
    return letter === "a" ? { does: "all" } : undefined;
  }
  const step = STEPS[key];
  if (step) {
    const to = step(at, rows, columns);
    const kept = (value: number, most: number) => Math.max(0, Math.min(most - 1, value));
    return { does: "move", to: { row: kept(to.row, rows), column: kept(to.column, columns) }, extends: shiftKey };
  }
  if (key === "Escape") return { does: "one" };
  if (key === "Delete" || key === "Backspace") return { does: "say", say: PLAN };
  if (!/^\d$/.test(key)) return undefined;
  const say = key === "0" ? REST : shifts[Number(key) - 1];
  return say ? { does: "say", say } : undefined;
}

/** A pattern that goes round, from a day to another; each next person begins it so many days later. */
export function rotation({ people, from, until, pattern, later }: { people: readonly string[]; from: Day; until: Day; pattern: readonly Say[]; later: number }): Write[] {
  if (pattern.length === 0) return [];
  const days = daysFrom(from, between(from, until) + 1);
  return people.flatMap((person, index) =>
    days.map((day, at) => {
      const step = (((at - index * later) % pattern.length) + pattern.length) % pattern.length;
      return { person, day, say: pattern[step] ?? PLAN };
    }),
  );
}

/** What a week says of people, once more for each of the weeks after it. */
export function copied(board: Board, draft: Draft, { people, monday, weeks }: { people: readonly string[]; monday: Day; weeks: number }): Write[] {
  const week = daysFrom(monday, 7);
  return people.flatMap((person) =>
    Array.from({ length: weeks }, (_, after) => after + 1).flatMap((after) =>
      week.map((day) => {
        const from = { person, day };
        // What he had in another group, or nowhere, is not known here and says nothing.
        const say = mayWrite(board, from) === "away" ? PLAN : said(board, draft, from);
        return { person, day: plus(day, after * 7), say };
      }),
    ),
  );
}

/** Weeks after this one that were asked for whole. */
export const weeksAfter = (board: Board, monday: Day): number => {
  const last = [...board.days.keys()].sort().at(-1) ?? monday;
  return Math.max(0, Math.floor((between(monday, last) + 1) / 7) - 1);
};

/** From when to when a shift lasts at most, in minutes from the midnight of its day; nothing of one without times. */
export function extent(shift: Shift): [number, number] | undefined {
  if (shift.kind === "fixed") {
    const [first, last] = [shift.spans[0], shift.spans.at(-1)];
    return first && last ? [first.begin, last.end] : undefined;
  }
  return shift.kind === "flexible" ? [shift.from, shift.until + shift.minutes] : undefined;
}

export type Conflict = { person: string; day: Day; next: Day; kind: "overlap" | "short"; minutes: number };

/** What a draft brings too near to one another, by the wall: an hour that a change of the clock leaves out is not reckoned. */
export function conflicts(board: Board, draft: Draft, shifts: readonly Known[]): Conflict[] {
  const extents = new Map(shifts.map(({ id, shift }) => [id, extent(shift)]));
  const touched = new Set([...draft.values()].map(({ cell }) => cell.person));
  const found: Conflict[] = [];
  for (const person of touched) {
    const near = [...new Set([...draft.values()].filter(({ cell }) => cell.person === person).flatMap(({ cell }) => [-2, -1, 0, 1, 2].map((by) => plus(cell.day, by))))].sort();
    const works = near.flatMap((day) => {
      const cell = { person, day };
      if (mayWrite(board, cell) === "away" || !board.days.has(day)) return [];
      const lasts = extents.get(shiftOf(board, said(board, draft, cell), day) ?? "");
      return lasts ? [{ day, is: draft.has(keyOf(cell)), from: count(day) * DAY_MIN + lasts[0], until: count(day) * DAY_MIN + lasts[1] }] : [];
    });
    works.slice(1).forEach((next, index) => {
      const one = works[index];
      if (!one || !(one.is || next.is)) return;
      const minutes = next.from - one.until;
      if (minutes < REST_MIN) found.push({ person, day: one.day, next: next.day, kind: minutes < 0 ? "overlap" : "short", minutes });
    });
  }
  return found;
}

/** What will change, by person and day. */
export const changes = (draft: Draft) => [...draft.values()].sort((one, other) => one.cell.person.localeCompare(other.cell.person) || one.cell.day.localeCompare(other.cell.day));

/** The same as the house takes it. */
export const entriesOf = (draft: Draft) =>
  changes(draft).map(({ cell: { person, day }, say }) =>
    say === REST ? { what: "rest" as const, person, day } : say === PLAN ? { what: "plan" as const, person, day } : { what: "shift" as const, person, day, shift: say },
  );

/** As few signs of each name as tell it from the others; names that are alike keep the first. */
export function shortNames(shifts: readonly { id: string; name: string }[]): Map<string, string> {
  const signs = (name: string, most: number) => Array.from(name.trim()).slice(0, most).join("");
  return new Map(
    shifts.map(({ id, name }) => {
      const tells = [1, 2, 3].find((most) => shifts.every((other) => other.id === id || signs(other.name, most) !== signs(name, most)));
      return [id, signs(name, tells ?? 2)];
    }),
  );
}
