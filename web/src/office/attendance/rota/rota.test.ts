import { expect, test } from "vitest";
import type { RosterPage } from "../attendance.data";
import {
  type Board,
  between,
  blank,
  boardOf,
  changes,
  conflicts,
  copied,
  daysFrom,
  daysOf,
  did,
  type Draft,
  entriesOf,
  fill,
  keyOf,
  type Known,
  mayWrite,
  mondayOf,
  monthPlus,
  PLAN,
  plus,
  pressed,
  redo,
  REST,
  rotation,
  said,
  shiftOf,
  shortNames,
  stretchOf,
  undo,
  weeksAfter,
  within,
  write,
} from "./rota.model";

const fixed = (begin: number, end: number) => ({ kind: "fixed" as const, spans: [{ begin, end }] });
const shifts: Known[] = [
  { id: "early", name: "早班", shift: fixed(420, 900) },
  { id: "late", name: "晚班", shift: fixed(900, 1_380) },
  { id: "night", name: "夜班", shift: fixed(1_320, 1_860) },
];

const page = (change: Partial<RosterPage> = {}): RosterPage => ({
  today: "2027-03-10",
  days: daysFrom("2027-02-22", 68).map((day) => ({ day, shift: between("1970-01-05", day) % 7 < 5 ? "early" : null, odd: day === "2027-04-05" ? ("holiday" as const) : null })),
  closed: ["2027-02"],
  items: [
    { person: "bo", times: [{ from: "2027-01-01", until: null }], entries: [{ day: "2027-03-03", shift: "late" }, { day: "2027-03-04", shift: null }] },
    { person: "cy", times: [{ from: "2027-03-08", until: "2027-03-20" }], entries: [] },
  ],
  next: null,
  ...change,
});
const board: Board = boardOf([page()]);
const none: Draft = new Map();
const of = (person: string, day: string) => ({ person, day });
const drafted = (...writes: [string, string, string][]) => write(board, none, writes.map(([person, day, say]) => ({ person, day, say }))).draft;

test("days, weeks and months are counted without a zone", () => {
  expect([plus("2028-02-28", 2), mondayOf("2027-03-14"), mondayOf("2027-03-15"), monthPlus("2027-12", 1), monthPlus("2027-01", -1)]).toEqual(["2028-03-01", "2027-03-08", "2027-03-15", "2028-01", "2026-12"]);
  expect([daysOf("2028-02").length, daysOf("2027-02").at(-1), daysFrom("2027-01-01", -3)]).toEqual([29, "2027-02-28", []]);
  expect(stretchOf("2027-12")).toEqual({ from: "2027-11-24", until: "2028-01-31" });
  // The house takes eighty days in one look.
  for (let month = 1; month <= 12; month++) {
    const { from, until } = stretchOf(`2028-${String(month).padStart(2, "0")}`);
    expect(between(from, until) + 1).toBeLessThanOrEqual(69);
  }
});

test("a cell says what its roster says, else what the plan says", () => {
  expect([said(board, none, of("bo", "2027-03-03")), said(board, none, of("bo", "2027-03-04")), said(board, none, of("bo", "2027-03-05"))]).toEqual(["late", REST, PLAN]);
  expect([shiftOf(board, "late", "2027-03-03"), shiftOf(board, REST, "2027-03-03"), shiftOf(board, PLAN, "2027-03-05"), shiftOf(board, PLAN, "2027-03-06")]).toEqual(["late", null, "early", null]);
});

test("several pages and months are one board", () => {
  const next = page({ days: [{ day: "2027-05-01", shift: null, odd: null }], closed: [], items: [{ person: "bo", times: [{ from: "2027-01-01", until: null }], entries: [{ day: "2027-05-01", shift: "night" }] }] });
  const both = boardOf([page(), next]);
  expect([...both.lines].map(([person, { times, said: his }]) => [person, times.length, his.size])).toEqual([["bo", 1, 3], ["cy", 1, 0]]);
  expect([both.closed.has("2027-02"), both.days.has("2027-05-01"), both.days.get("2027-04-05")?.odd]).toEqual([true, true, "holiday"]);
});

test("what is closed, too far off, or of a time when somebody is not there is not written", () => {
  expect([of("bo", "2027-02-26"), of("cy", "2027-03-07"), of("cy", "2027-03-20"), of("bo", "2027-08-01"), of("dan", "2027-03-09"), of("bo", "2027-03-09")].map((cell) => mayWrite(board, cell))).toEqual(["closed", "away", "away", "far", "away", "yes"]);
  const far = boardOf([page({ today: "2025-01-01" })]);
  expect(mayWrite(far, of("bo", "2027-03-09"))).toBe("far");
  const { draft, written, skipped } = write(board, none, fill([of("bo", "2027-02-26"), of("bo", "2027-03-01"), of("cy", "2027-03-01")], "night"));
  expect([written, skipped, [...draft.keys()]]).toEqual([1, 2, ["bo 2027-03-01"]]);
});

test("what changes nothing is no change, and what is taken back leaves none", () => {
  expect(drafted(["bo", "2027-03-03", "late"], ["bo", "2027-03-05", PLAN]).size).toBe(0);
  const draft = drafted(["bo", "2027-03-03", REST]);
  expect(draft.get("bo 2027-03-03")).toEqual({ cell: of("bo", "2027-03-03"), say: REST, before: "late" });
  expect(write(board, draft, fill([of("bo", "2027-03-03")], "late")).draft.size).toBe(0);
});

test("steps are undone and done again, until another one is taken", () => {
  const [one, two] = [drafted(["bo", "2027-03-05", "late"]), drafted(["bo", "2027-03-05", "night"])];
  const twice = did(did(blank, one), two);
  expect(undo(twice).now).toBe(one);
  expect(redo(undo(twice)).now).toBe(two);
  expect(undo(undo(undo(twice))).now.size).toBe(0);
  expect(redo(did(undo(twice), none)).now).toBe(none);
  let long = blank;
  for (let step = 0; step < 300; step++) long = did(long, one);
  expect(long.past.length).toBe(100);
});

test("a range has the cells between its corners, whichever is first", () => {
  const [people, days] = [["a", "b", "c"], daysFrom("2027-03-01", 5)];
  const cells = within(people, days, { row: 2, column: 3 }, { row: 1, column: 2 });
  expect(cells.map(keyOf)).toEqual(["b 2027-03-03", "b 2027-03-04", "c 2027-03-03", "c 2027-03-04"]);
});

test("keys go, mark and say", () => {
  const bounds = { rows: 3, columns: 31, shifts: ["early", "late"] };
  const at = { row: 0, column: 30 };
  expect(pressed({ key: "ArrowRight" }, at, bounds)).toEqual({ does: "move", to: { row: 0, column: 30 }, extends: false });
  expect(pressed({ key: "ArrowDown", shiftKey: true }, at, bounds)).toEqual({ does: "move", to: { row: 1, column: 30 }, extends: true });
  expect(pressed({ key: "Home" }, at, bounds)).toEqual({ does: "move", to: { row: 0, column: 0 }, extends: false });
  expect(pressed({ key: "PageDown" }, at, bounds)).toEqual({ does: "move", to: { row: 2, column: 30 }, extends: false });
  expect(["1", "2", "0", "Delete", "Backspace"].map((key) => pressed({ key }, at, bounds))).toEqual(["early", "late", REST, PLAN, PLAN].map((say) => ({ does: "say", say })));
  expect(["3", "x", "Tab", "Enter"].map((key) => pressed({ key }, at, bounds))).toEqual([undefined, undefined, undefined, undefined]);
  expect([pressed({ key: "z", ctrlKey: true }, at, bounds), pressed({ key: "Z", metaKey: true, shiftKey: true }, at, bounds), pressed({ key: "y", ctrlKey: true }, at, bounds), pressed({ key: "a", ctrlKey: true }, at, bounds), pressed({ key: "Escape" }, at, bounds)].map((one) => one?.does)).toEqual(["undo", "redo", "redo", "all", "one"]);
  expect([pressed({ key: "1", ctrlKey: true }, at, bounds), pressed({ key: "ArrowLeft", altKey: true }, at, bounds)]).toEqual([undefined, undefined]);
});

test("a rotation goes round, and each next person begins it later", () => {
  const pattern = ["early", "late", "night", REST];
  const writes = rotation({ people: ["bo", "cy"], from: "2027-03-08", until: "2027-03-13", pattern, later: 1 });
  const says = (person: string) => writes.filter((one) => one.person === person).map(({ say }) => say);
  expect(says("bo")).toEqual(["early", "late", "night", REST, "early", "late"]);
  expect(says("cy")).toEqual([REST, "early", "late", "night", REST, "early"]);
  expect(writes[5]?.day).toBe("2027-03-13");
  expect([rotation({ people: ["bo"], from: "2027-03-09", until: "2027-03-08", pattern, later: 0 }), rotation({ people: ["bo"], from: "2027-03-08", until: "2027-03-09", pattern: [], later: 0 })]).toEqual([[], []]);
});

test("a week is copied as it is written, into the weeks that were asked for", () => {
  const draft = drafted(["bo", "2027-03-09", "night"], ["bo", "2027-03-14", "late"]);
  const writes = copied(board, draft, { people: ["bo"], monday: "2027-03-08", weeks: 2 });
  expect(writes.length).toBe(14);
  const after = write(board, draft, writes).draft;
  expect([...after.keys()].sort()).toEqual(["2027-03-09", "2027-03-14", "2027-03-16", "2027-03-21", "2027-03-23", "2027-03-28"].map((day) => `bo ${day}`));
  expect([weeksAfter(board, "2027-03-08"), weeksAfter(board, "2027-04-26"), weeksAfter(board, "2027-06-07")]).toEqual([6, 0, 0]);
  // Before he came nothing is known of him: it is as the plan has it.
  expect(copied(board, none, { people: ["cy"], monday: "2027-03-01", weeks: 1 }).every(({ say }) => say === PLAN)).toBe(true);
});

test("too little rest and two shifts at once are told, where something changes beside them", () => {
  // He works late by the 3rd's roster until 23:00, and rests on the 4th.
  expect(conflicts(board, none, shifts)).toEqual([]);
  expect(conflicts(board, drafted(["bo", "2027-03-04", "early"]), shifts)).toEqual([]);
  const night = conflicts(board, drafted(["bo", "2027-03-04", "night"]), shifts);
  expect(night).toEqual([{ person: "bo", day: "2027-03-04", next: "2027-03-05", kind: "short", minutes: 0 }]);
  const long: Known[] = [...shifts, { id: "long", name: "值班", shift: fixed(1_200, 2_640) }];
  const [over, ...more] = conflicts(board, drafted(["bo", "2027-03-08", "long"]), long);
  expect([over, more]).toEqual([{ person: "bo", day: "2027-03-08", next: "2027-03-09", kind: "overlap", minutes: -780 }, []]);
  // Over a day of rest, too: until 20:00 of the day between, and from half past three in the morning.
  const dawn: Known[] = [...long, { id: "dawn", name: "凌晨", shift: fixed(210, 600) }];
  expect(conflicts(board, drafted(["bo", "2027-03-08", "long"], ["bo", "2027-03-09", REST], ["bo", "2027-03-10", "dawn"]), dawn)).toMatchObject([{ day: "2027-03-08", next: "2027-03-10", kind: "short", minutes: 450 }]);
  // Somebody who comes when he likes has no times; a day of another group is not known.
  const free: Known[] = [...shifts, { id: "free", name: "自由", shift: { kind: "free", minutes: 480 } }];
  expect(conflicts(board, drafted(["bo", "2027-03-11", "free"], ["cy", "2027-03-19", "night"]), free)).toEqual([]);
  const flexible: Known[] = [...shifts, { id: "flexible", name: "弹性", shift: { kind: "flexible", from: 600, until: 960, minutes: 480, pause: 0 } }];
  expect(conflicts(board, drafted(["bo", "2027-03-11", "flexible"]), flexible)).toMatchObject([{ day: "2027-03-11", kind: "short", minutes: 420 }]);
});

test("what will change is listed in its order, and sent as the house takes it", () => {
  const draft = drafted(["cy", "2027-03-09", REST], ["bo", "2027-03-12", "night"], ["bo", "2027-03-03", PLAN]);
  expect(changes(draft).map(({ cell, before, say }) => [cell.person, cell.day, before, say])).toEqual([
    ["bo", "2027-03-03", "late", PLAN],
    ["bo", "2027-03-12", PLAN, "night"],
    ["cy", "2027-03-09", PLAN, REST],
  ]);
  expect(entriesOf(draft)).toEqual([
    { what: "plan", person: "bo", day: "2027-03-03" },
    { what: "shift", person: "bo", day: "2027-03-12", shift: "night" },
    { what: "rest", person: "cy", day: "2027-03-09" },
  ]);
});

test("short names tell shifts apart", () => {
  const named = (...names: string[]) => [...shortNames(names.map((name) => ({ id: name, name }))).values()];
  expect(named("早班", "晚班")).toEqual(["早", "晚"]);
  expect(named("早班", "早晚班", "Night")).toEqual(["早班", "早晚", "N"]);
});
