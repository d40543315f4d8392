import { expect, test } from "vitest";
import { accept, again, freshLog, hasOlder, heard, linesOf, type Log, type LogEvent, missing, type Said, unreadIn } from "./log.model";

const me = "person_me";
const other = "person_other";

function event(seq: number, more: Partial<LogEvent>): LogEvent {
  return { seq, by: other, at: new Date(seq * 1000).toISOString(), kind: "message", target: null, about: null, text: null, edit: null, recalled: false, files: [], ...more } as LogEvent;
}
const message = (seq: number, text: string, by = other) => event(seq, { text, by });
const said = (log: Log) => linesOf(log).filter((line): line is Said => line.kind === "said");

/** The same numbers for the same seed, so that a failure can be seen again. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

/** A log as a house could have written it. */
function history(roll: (sides: number) => number, length: number): LogEvent[] {
  const log: LogEvent[] = [event(1, { kind: "made" })];
  const open: number[] = [];
  for (let seq = 2; seq <= length; seq += 1) {
    const target = open[roll(open.length || 1)];
    const what = roll(10);
    if (what === 0) log.push(event(seq, { kind: roll(2) ? "join" : "leave", about: other }));
    else if (what < 3 && target) log.push(event(seq, { kind: "edit", target, text: `edit ${seq}`, by: log[target - 1]?.by ?? other }));
    else if (what === 3 && target) {
      open.splice(open.indexOf(target), 1);
      log.push(event(seq, { kind: "recall", target }));
    } else {
      open.push(seq);
      log.push(event(seq, { text: `text ${seq}`, by: roll(2) ? me : other, target: roll(4) ? null : (target ?? null) }));
    }
  }
  return log;
}

/** A page as the house reads it when it has so many events: a message says what it says then, and what is taken back nothing. */
function read(log: readonly LogEvent[], now: number, first: number, last: number): LogEvent[] {
  const until = log.slice(0, now);
  return until.slice(first - 1, last).map((one) => {
    const about = one.kind === "edit" ? one.target : one.seq;
    const recalled = until.some(({ kind, target }) => kind === "recall" && target === about);
    if (one.kind === "edit") return recalled ? { ...one, text: null } : one;
    if (one.kind !== "message") return one;
    const edit = until.findLast(({ kind, target }) => kind === "edit" && target === one.seq);
    return { ...one, text: recalled ? null : (edit ?? one).text, edit: edit?.seq ?? null, recalled } as LogEvent;
  });
}

test("pages in any order, doubled, overlapping and read at different times show the same as one page in order", () => {
  for (let seed = 1; seed <= 400; seed += 1) {
    const roll = dice(seed);
    const all = history(roll, 5 + roll(60));
    const start = freshLog(all.length, all.length);
    const straight = accept(start, read(all, all.length, 1, all.length), 0);
    let mixed = start;
    const pages: [number, LogEvent[]][] = [];
    for (let last = 0; last < all.length; ) {
      const first = Math.max(1, last + 1 - roll(4));
      last = Math.min(all.length, last + 1 + roll(9));
      pages.push([first, read(all, last + roll(all.length - last + 1), first, last)]);
    }
    while (pages.length > 0) {
      const at = roll(pages.length);
      const [first, events] = pages[at] ?? [1, []];
      if (roll(3)) pages.splice(at, 1); // otherwise it comes once more
      mixed = accept(mixed, events, first - 1);
    }
    expect(linesOf(mixed), `seed ${seed}`).toEqual(linesOf(straight));
    expect(missing(mixed)).toBeUndefined();
  }
});

test("a page that was read before a recall gives nothing back", () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const roll = dice(seed);
    const all = [message(1, "secret"), event(2, { kind: "edit", target: 1, text: "secret 2" }), ...history(roll, 20).slice(2), event(21, { kind: "recall", target: 1 })];
    const [early, late] = [read(all, 1 + roll(20), 1, 20), read(all, 21, 1, 21)];
    const orders = [[early, late], [late, early]].map((pages) => pages.reduce((log, each) => accept(log, each, 0), freshLog(21, 21)));
    expect(linesOf(orders[0]!)).toEqual(linesOf(orders[1]!));
    expect(JSON.stringify(linesOf(orders[0]!))).not.toContain("secret");
  }
});

test("nothing is shown beyond a gap, and the gap is asked for", () => {
  let log = accept(freshLog(3, 3), [message(1, "a"), message(2, "b"), message(3, "c")], 0);
  log = accept(log, [message(6, "f")]);
  expect(said(log).map(({ text }) => text)).toEqual(["a", "b", "c"]);
  expect(missing(log)).toBe(3);
  log = accept(log, [message(4, "d"), message(5, "e")], 3);
  expect(said(log).map(({ text }) => text)).toEqual(["a", "b", "c", "d", "e", "f"]);
  expect(missing(heard(log, 9))).toBe(6);
});

test("what is before comes by pages, until the first that is mine", () => {
  const all = Array.from({ length: 30 }, (_, at) => message(at + 71, String(at + 71)));
  let log = accept(freshLog(100, 10), all.slice(20), 90);
  expect(hasOlder(log)).toBe(true);
  expect(log.from).toBe(91);
  log = accept(log, all.slice(0, 20), 50); // asked for 51 and more, mine from 71 on
  expect([log.from, hasOlder(log)]).toEqual([71, false]);
  expect(said(log)).toHaveLength(30);
});

test("who came late reads from there on, though more was asked for", () => {
  const log = accept(freshLog(100, 40), [event(99, { kind: "join", about: me }), message(100, "welcome")], 60);
  expect(said(log).map(({ text }) => text)).toEqual(["welcome"]);
  expect(missing(log)).toBeUndefined();
});

test("a program says the whole of a card anew, and what people attached stays", () => {
  const program = { name: "ci", shown: null };
  const sheet = { title: "7", fields: [], buttons: [{ label: "同意", command: "deploy", text: "" }], program: "program_1" };
  const card = { ...message(1, "发布？"), program, sheet } as LogEvent;
  const anew = (more: Partial<LogEvent>) => said(accept(freshLog(2, 2), [card, event(2, { kind: "edit", target: 1, text: "已同意", program, ...more } as Partial<LogEvent>)], 0))[0]?.more;
  expect(anew({ sheet: { ...sheet, buttons: [] } })).toMatchObject({ program, sheet: { buttons: [] } });
  expect(anew({ sheet: null })).not.toHaveProperty("sheet");
  const place = { kind: "place", name: "西湖", latitude: 30, longitude: 120 } as const;
  const mine = accept(freshLog(2, 2), [{ ...message(1, "这里"), card: place } as LogEvent, event(2, { kind: "edit", target: 1, text: "那里" })], 0);
  expect(said(mine)[0]?.more?.card).toEqual(place);
});

test("an edit changes what is said, a recall leaves nothing", () => {
  let log = accept(freshLog(3, 3), [message(1, "one"), event(2, { kind: "edit", target: 1, text: "two" }), event(3, { kind: "edit", target: 1, text: "three" })], 0);
  expect(said(log)[0]).toMatchObject({ text: "three", edit: 3, recalled: false, files: [] });
  log = accept(log, [event(4, { kind: "recall", target: 1, by: me })], 3);
  expect(said(log)[0]).toMatchObject({ text: null, recalled: true, recalledBy: me });
});

test("unread are the messages of others that still say something", () => {
  const page = [message(1, "a"), message(2, "mine", me), event(3, { kind: "join", about: me }), message(4, "b"), event(5, { kind: "recall", target: 4 })];
  const log = accept(freshLog(5, 5), page, 0);
  expect(unreadIn(log, 0, me)).toBe(1);
  expect(unreadIn(log, 1, me)).toBe(0);
  expect(unreadIn(freshLog(5, 2), 0, me)).toBeUndefined();
  expect(unreadIn(heard(log, 6), 0, me)).toBeUndefined();
});

test("a preview hangs on a message until it is edited or asked for once more without", () => {
  const preview = { address: "https://a.example/", site: "a.example", title: "A" };
  let log = again(accept(freshLog(1, 1), [message(1, "https://a.example/")], 0), event(1, { text: "https://a.example/", preview }));
  expect(said(log)[0]?.more?.preview).toEqual(preview);
  // What came with a hint knows of none, and takes none away.
  log = accept(log, [event(1, { text: "https://a.example/", preview: null })], 0);
  expect(said(log)[0]?.more?.preview).toEqual(preview);
  expect(said(accept(log, [event(2, { kind: "edit", target: 1, text: "no" })], 1))[0]?.more?.preview).toBeUndefined();
  expect(said(again(log, event(1, { text: "https://a.example/" })))[0]?.more?.preview).toBeUndefined();
});
