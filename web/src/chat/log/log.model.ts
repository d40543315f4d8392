/**
 * The log of one conversation as this page knows it. Pages of it come in any order, twice, and with gaps; what is shown
 * depends on what came, never on how it came.
 */
import type { Answer } from "@/api/client";

export type LogEvent = Answer<"message.after">["items"][number];

export type Log = {
  readonly events: ReadonlyMap<number, LogEvent>;
  /** What is shown: everything from the first number to the last, without a gap. None yet where `whole` is before `from`. */
  readonly from: number;
  readonly whole: number;
  /** The greatest number that was heard of. */
  readonly head: number;
  /** The first number that is mine to read, as far as is known. */
  readonly floor: number;
};

export type Said = {
  readonly kind: "said";
  readonly seq: number;
  readonly by: string;
  readonly at: string;
  /** What it says now; nothing where it was taken back, or where its author is no more. */
  readonly text: string | null;
  readonly replyTo: number | null;
  /** The number of the edit by which it says this. */
  readonly edit: number | null;
  readonly recalled: boolean;
  /** Who took it back, where that is in sight. */
  readonly recalledBy: string | null;
  /** What it has besides its words. */
  readonly more?: More;
  /** What hangs on it. */
  readonly files: LogEvent["files"];
};

export type Reaction = LogEvent["reactions"][number];
export type More = Partial<Pick<LogEvent, "mentions" | "all" | "card" | "forwarded" | "topic" | "program" | "sheet" | "preview">> & { readonly reactions?: readonly Reaction[] };

export type Passed = {
  readonly kind: "made" | "came" | "went" | "pinned" | "unpinned" | "called";
  readonly seq: number;
  readonly by: string;
  readonly at: string;
  readonly about: string | null;
  /** A call that is over; of one that nobody took, those who were called do not know yet. */
  readonly call?: LogEvent["call"];
  readonly missed?: boolean;
};

export type Line = Said | Passed;

/** Under which name something was said: a person's, or that which a program gives itself, else its own. */
export function namedBy({ by, more }: Pick<Said, "by" | "more">, nameOf: (person: string) => string): string {
  return more?.program ? (more.program.shown ?? more.program.name) : nameOf(by);
}

/** Events that are asked for when a conversation is first looked at. */
export const FIRST = 40;

/** A log of which nothing has come yet; it begins so many events before its end. */
export function freshLog(head: number, first = FIRST, floor = 1): Log {
  const from = Math.max(floor, head - first + 1);
  return { events: new Map(), from, whole: from - 1, head, floor };
}

/** There is an event with this number. */
export function heard(log: Log, seq: number): Log {
  return seq > log.head ? { ...log, head: seq } : log;
}

/** A page came; `after` is what it was asked for, where it was asked for. */
export function accept(log: Log, page: readonly LogEvent[], after?: number): Log {
  const first = page[0];
  if (!first) return log;
  const events = new Map(log.events);
  let { from, whole, head, floor } = log;
  for (const event of page) {
    const known = events.get(event.seq);
    events.set(event.seq, known ? later(known, event) : event);
    head = Math.max(head, event.seq);
  }
  if (after !== undefined && first.seq > after + 1) floor = Math.max(floor, first.seq);
  if (whole < floor - 1) [from, whole] = [floor, floor - 1];
  while (events.has(whole + 1)) whole += 1;
  while (from > floor && events.has(from - 1)) from -= 1;
  return { events, from, whole, head, floor };
}

/** Of the same event the younger reading, whichever came last: taken back is last of all, what is gone stays gone. */
function later(one: LogEvent, other: LogEvent): LogEvent {
  if (one.recalled !== other.recalled) return one.recalled ? one : other;
  const [first, second] = [one.edit ?? 0, other.edit ?? 0];
  if (first !== second) return first > second ? one : other;
  if (one.text === null) return one;
  // What comes along with a hint, or was written here, knows of no preview.
  return one.preview && !other.preview ? { ...other, preview: one.preview } : other;
}

/** A message was asked for once more, for what hangs on it: what it has now is what it has. */
export function again(log: Log, event: LogEvent): Log {
  const known = log.events.get(event.seq);
  if (!known) return log;
  return { ...log, events: new Map(log.events).set(event.seq, { ...later(known, event), preview: event.preview ?? null }) };
}

/** After which number to ask, where something is missing up to what was heard of. */
export function missing(log: Log): number | undefined {
  return log.whole < log.head ? log.whole : undefined;
}

/** Whether there is more before what is shown. */
export function hasOlder(log: Log): boolean {
  return log.from > log.floor;
}

const passed: Readonly<Record<string, Passed["kind"]>> = { made: "made", join: "came", leave: "went", pin: "pinned", unpin: "unpinned", call: "called", missed: "called" };

/** What is shown: messages as they stand now, and who came and went. */
export function linesOf(log: Log): Line[] {
  const lines: Line[] = [];
  const said = new Map<number, number>();
  for (let seq = log.from; seq <= log.whole; seq += 1) {
    const event = log.events.get(seq);
    if (!event) break;
    const target = event.target ?? undefined;
    const at = target === undefined ? undefined : said.get(target);
    const line = at === undefined ? undefined : lines[at];
    if (event.kind === "message") {
      said.set(seq, lines.length);
      lines.push(spoken(event));
    } else if (passed[event.kind]) {
      lines.push({ kind: passed[event.kind] ?? "made", seq, by: event.by, at: event.at, about: event.about ?? null, ...(event.call ? { call: event.call, missed: event.kind === "missed" } : {}) });
    } else if (line?.kind === "said" && at !== undefined) {
      lines[at] = event.kind === "edit" ? edited(line, event) : event.kind === "recall" ? takenBack(line, event) : signed(line, event);
    }
  }
  return lines;
}

/** A sign was put to it, or taken away; whoever did it last has the last word. */
function signed(line: Said, { kind, by, text: sign }: LogEvent): Said {
  if (line.recalled || !sign || (kind !== "react" && kind !== "unreact")) return line;
  const known = line.more?.reactions ?? [];
  const there = known.find((one) => one.sign === sign)?.people ?? [];
  if (there.includes(by) === (kind === "react")) return line;
  const people = kind === "react" ? [...there, by] : there.filter((one) => one !== by);
  const reactions = there.length === 0 ? [...known, { sign, people }] : known.map((one) => (one.sign === sign ? { sign, people } : one));
  return { ...line, more: { ...line.more, reactions: reactions.filter((one) => one.people.length > 0) } };
}

function spoken(event: LogEvent): Said {
  const { seq, by, at, text, target, edit, recalled } = event;
  return { kind: "said", seq, by, at, text: recalled ? null : (text ?? null), replyTo: target ?? null, edit: (!recalled && edit) || null, recalled, recalledBy: null, files: recalled ? [] : (event.files ?? []), ...moreOf(event) };
}

function moreOf({ mentions, all, card, forwarded, topic, reactions, program, sheet, preview }: LogEvent): { more?: More } {
  const has = mentions?.length || all || card || forwarded || topic || reactions?.length || program || sheet || preview;
  return has ? { more: { mentions, all, card: card ?? null, forwarded: forwarded ?? null, topic: topic ?? null, reactions, program: program ?? null, ...(sheet ? { sheet } : {}), ...(preview ? { preview } : {}) } } : {};
}

/** A page that was read since the edit has it in the message already. */
function edited(line: Said, { seq, text, sheet, program }: LogEvent): Said {
  if (line.recalled || seq <= (line.edit ?? 0) || typeof text !== "string") return line;
  const { preview: _, ...before } = line.more ?? {};
  // A program says the whole of a card anew; what people change are the words.
  const { sheet: __, ...bare } = before;
  const more = before.program ? { ...bare, program: program ?? before.program, ...(sheet ? { sheet } : {}) } : before;
  return { ...line, text, edit: seq, ...(line.more ? { more } : {}) };
}

function takenBack(line: Said, { by }: LogEvent): Said {
  const topic = line.more?.topic;
  const { more: _, ...rest } = line;
  return { ...rest, text: null, edit: null, recalled: true, recalledBy: by, files: [], ...(topic ? { more: { topic } } : {}) };
}

/** Messages of others after a number, as far as this page knows; nothing where it does not know all of them. */
export function unreadIn(log: Log, after: number, me: string): number | undefined {
  const first = Math.max(after + 1, log.floor);
  if (log.from > first || log.whole < log.head) return undefined;
  const lines = linesOf(log);
  return lines.filter((line) => line.seq > after && line.by !== me && (line.kind === "said" ? line.text !== null : line.missed)).length;
}
