import { expect, test } from "vitest";
import { linesOf, type LogEvent, type Said } from "../log/log.model";
import { ChatRoom, type Conversation, type News, unreadOf, unreadOfAll, type Wire } from "./chats.model";
import { unseen } from "./outbox.model";

const [ana, bo] = ["person_ana", "person_bo"];

class Lost extends Error {}
class Refused extends Error {}

/** A house that keeps one conversation as the real one does: one sequence, each mark once. Its line can be cut. */
class Yard {
  readonly log: LogEvent[] = [];
  private readonly marks = new Map<string, number>();
  private readonly rooms: [ChatRoom, string][] = [];
  readonly reads = new Map<string, number>();
  asked: number[] = [];
  /** What happens to the next questions: an answer, a question that is lost, an answer that is lost. */
  fate: ("good" | "lost" | "answer-lost" | "refused")[] = [];
  cut = false;
  /** Whether what was said goes along with its number. */
  carries = false;

  enter(person: string, tell?: (news: News) => void): ChatRoom {
    const room = new ChatRoom(this.wire(person), person, tell);
    this.rooms.push([room, person]);
    return room;
  }

  private write(by: string, mark: string, more: Partial<LogEvent>): { seq: number; at: string } {
    const known = this.marks.get(by + mark);
    const seq = known ?? this.log.length + 1;
    const at = new Date(seq * 1000).toISOString();
    if (known) return { seq, at };
    this.marks.set(by + mark, seq);
    this.log.push({ seq, at, by, kind: "message", target: null, about: null, text: null, edit: null, recalled: false, files: [], ...more } as LogEvent);
    for (const [room] of this.rooms) {
      if (!this.cut) room.frame({ topic: "conversation", kind: "conversation.event", body: { conversation: "c", seq, ...(this.carries ? { events: this.read(seq - 1, seq) } : {}) } });
    }
    return { seq, at };
  }

  private unread(me: string): number {
    return this.log.filter(({ seq, kind, by, recalled }) => seq > (this.reads.get(me) ?? 0) && kind === "message" && by !== me && !recalled).length;
  }

  read(after: number, upTo: number): LogEvent[] {
    return this.log.slice(after, upTo).map((event) => {
      const edit = event.kind === "message" ? this.log.findLast((one) => one.kind === "edit" && one.target === event.seq) : undefined;
      return edit ? { ...event, text: event.recalled ? null : (edit.text ?? null), edit: edit.seq } : { ...event };
    });
  }

  private wire(me: string): Wire {
    const asked = async <T>(act: () => T): Promise<T> => {
      const fate = this.cut ? "lost" : (this.fate.shift() ?? "good");
      await Promise.resolve();
      if (fate === "lost") throw new Lost();
      if (fate === "refused") throw new Refused();
      const answer = act();
      if (fate === "answer-lost") throw new Lost();
      return answer;
    };
    return {
      list: () => asked(() => [{ id: "c", kind: "direct", role: "member", present: true, made_at: "", from_seq: 1, last_seq: this.log.length, read_seq: this.reads.get(me) ?? 0, unread: this.unread(me) } as Conversation]),
      page: (_, part, limit) =>
        asked(() => {
          if (!("after" in part)) return this.read(Math.max(0, part.before - 1 - limit), part.before - 1);
          this.asked.push(part.after);
          return this.read(part.after, part.after + limit);
        }),
      send: (_, { mark, text, reply_to }) => asked(() => this.write(me, mark, { text, target: reply_to })),
      edit: (_, seq, { mark, text }) => asked(() => this.write(me, mark, { kind: "edit", target: seq, text })),
      recall: (_, seq, { mark }) =>
        asked(() => {
          for (const one of this.log) if (one.seq === seq || (one.target === seq && one.kind === "edit")) Object.assign(one, { text: null, recalled: one.seq === seq });
          return this.write(me, mark, { kind: "recall", target: seq });
        }),
      read: (_, seq) =>
        asked(() => {
          this.reads.set(me, Math.max(this.reads.get(me) ?? 0, seq));
          for (const [room, person] of this.rooms) if (person === me) room.frame({ topic: "conversation", kind: "conversation.read", body: { conversation: "c", seq } });
        }),
      passing: (error) => error instanceof Lost,
      rest: async () => await new Promise((later) => setTimeout(later)),
    };
  }
}

const settled = async (isSo: () => boolean) => await expect.poll(isSo, { interval: 1 }).toBe(true);
const lines = (room: ChatRoom) => {
  const log = room.snapshot().logs.get("c");
  return log ? linesOf(log) : [];
};
const texts = (room: ChatRoom) => lines(room).flatMap((line) => (line.kind === "said" ? [line.text] : []));

async function pair(): Promise<[Yard, ChatRoom, ChatRoom]> {
  const yard = new Yard();
  const rooms = [yard.enter(ana), yard.enter(bo)] as const;
  for (const room of rooms) {
    room.line(true);
    await room.refresh();
    await room.look("c");
  }
  return [yard, ...rooms];
}

test("what one says the other sees, in the order in which it was written", async () => {
  const [, one, other] = await pair();
  for (const text of ["a", "b", "c"]) one.say("c", text, null);
  expect(one.snapshot().pending.map(({ text }) => text)).toEqual(["a", "b", "c"]);
  await settled(() => texts(other).length === 3);
  expect(texts(other)).toEqual(["a", "b", "c"]);
  await settled(() => one.snapshot().pending.length === 0);
  expect(lines(one)).toEqual(lines(other));
});

test("an answer that was lost doubles nothing, on the page or in the house", async () => {
  const [yard, one] = await pair();
  yard.fate = ["answer-lost"];
  one.say("c", "once", null);
  await settled(() => texts(one).length === 1);
  const { pending, logs } = one.snapshot();
  expect(unseen(pending, logs.get("c")?.events ?? new Map(), 1, ana)).toEqual([]);
  await settled(() => one.snapshot().pending.length === 0);
  expect([yard.log.length, texts(one)]).toEqual([1, ["once"]]);
});

test("a refusal stays with its sentence until it is sent again or dropped; what follows is not held up", async () => {
  const [yard, one, other] = await pair();
  yard.fate = ["refused"];
  one.say("c", "no", null);
  one.say("c", "yes", null);
  await settled(() => texts(other).includes("yes"));
  expect(one.snapshot().pending).toMatchObject([{ text: "no", state: "refused" }]);
  const mark = one.snapshot().pending[0]?.mark ?? "";
  one.again(mark);
  await settled(() => texts(other).length === 2);
  expect(one.snapshot().pending).toEqual([]);
});

test("without a line one writes on; when it is back, all is sent and all is caught up", async () => {
  const [yard, one, other] = await pair();
  other.say("c", "before", null);
  await settled(() => texts(one).length === 1);
  yard.cut = true;
  one.line(false);
  one.say("c", "meanwhile", null);
  await settled(() => one.snapshot().pending[0]?.state === "stuck");
  yard.cut = false;
  one.line(true);
  await settled(() => texts(one).length === 2 && texts(other).length === 2);
  expect(texts(one)).toEqual(texts(other));
});

test("a month away is caught up by pages; further behind, the page begins at the end", async () => {
  const [yard, one, other] = await pair();
  yard.cut = true;
  for (let at = 1; at <= 950; at += 1) yard.log.push({ seq: at, at: new Date(at * 1000).toISOString(), by: bo, kind: "message", target: null, about: null, text: String(at), edit: null, recalled: false, files: [] } as unknown as LogEvent);
  yard.cut = false;
  yard.asked = [];
  one.line(true);
  await settled(() => texts(one).length === 950);
  expect(yard.asked).toEqual([0, 200, 400, 600, 800]);
  for (let at = 951; at <= 5000; at += 1) yard.log.push({ seq: at, at: new Date(at * 1000).toISOString(), by: bo, kind: "message", target: null, about: null, text: String(at), edit: null, recalled: false, files: [] } as unknown as LogEvent);
  other.line(true);
  await settled(() => texts(other).at(-1) === "5000");
  expect(texts(other).length).toBeLessThan(100);
  expect(await other.older("c")).toBe(true);
  expect(texts(other).length).toBe(100);
});

test("what is read on one device is read on the other", async () => {
  const [yard, one, desk] = await pair();
  const phone = yard.enter(bo);
  phone.line(true);
  await phone.refresh();
  for (const text of ["a", "b"]) one.say("c", text, null);
  await settled(() => unreadOfAll(phone.snapshot(), bo) === 2 && unreadOfAll(desk.snapshot(), bo) === 2);
  desk.read("c");
  await settled(() => unreadOfAll(phone.snapshot(), bo) === 0);
  expect(yard.reads.get(bo)).toBe(2);
  expect(unreadOf(one.snapshot(), one.snapshot().conversations[0]!, ana), "one's own are none").toBe(0);
});

test("news are told once, of others, as they happen", async () => {
  const yard = new Yard();
  const told: string[] = [];
  const [one, other] = [yard.enter(ana, ({ event }) => void told.push(event.text ?? "")), yard.enter(bo)];
  for (const room of [one, other]) await room.refresh();
  other.say("c", "hello", null);
  one.say("c", "mine", null);
  await settled(() => texts(one).length === 2);
  one.frame({ topic: "conversation", kind: "conversation.event", body: { conversation: "c", seq: 1 } });
  await settled(() => told.length > 0);
  expect(told).toEqual(["hello"]);
});

test("random: whatever is lost on the way, every page ends with what the house holds", async () => {
  for (let seed = 1; seed <= 40; seed += 1) {
    let state = seed;
    const roll = (sides: number) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * sides);
    };
    const [yard, one, other] = await pair();
    const fates = ["good", "lost", "answer-lost"] as const;
    const own: string[] = [];
    for (let act = 0; act < 30; act += 1) {
      const [room, who] = roll(2) ? [one, ana] : [other, bo];
      if (roll(3) === 0) yard.fate = Array.from({ length: roll(6) }, () => fates[roll(3)] ?? "good");
      const mine = lines(room).filter((line): line is Said => line.kind === "said" && line.by === who && line.text !== null);
      const target = mine[roll(mine.length || 1)];
      const what = roll(8);
      if (what === 0 && target) await room.recall("c", target.seq);
      else if (what === 1 && target) await room.edit("c", target.seq, `edit ${act}`);
      else if (what === 2) room.line(roll(2) === 1);
      else {
        own.push(`${who} ${act}`);
        room.say("c", `${who} ${act}`, null);
      }
      if (roll(2)) await Promise.resolve();
    }
    yard.fate = [];
    await settled(() => one.snapshot().pending.length + other.snapshot().pending.length === 0);
    for (const room of [one, other]) room.line(true);
    await settled(() => [one, other].every((room) => room.snapshot().logs.get("c")?.whole === yard.log.length));
    expect(lines(one), `seed ${seed}`).toEqual(lines(other));
    expect(yard.log.filter(({ kind }) => kind === "message").length, "each stored once").toBe(own.length);
    for (const who of [ana, bo]) {
      const spoken = yard.log.filter((event) => event.kind === "message" && event.by === who && event.text).map(({ text }) => Number(text?.split(" ")[1]));
      expect(spoken, "in the order in which they were written").toEqual([...spoken].sort((first, second) => first - second));
    }
  }
});

test("what came along with its number is not asked for, and a gap before it is", async () => {
  const [yard, mine, theirs] = await pair();
  theirs.say("c", "one", null);
  await settled(() => texts(mine).length === 1);
  yard.carries = true;
  const asked = yard.asked.length;
  theirs.say("c", "two", null);
  await settled(() => texts(mine).length === 2 && theirs.snapshot().pending.length === 0);
  expect(yard.asked.length).toBe(asked);
  yard.cut = true;
  yard.log.push({ ...yard.read(1, 2)[0], seq: 3, text: "missed" } as LogEvent);
  yard.cut = false;
  theirs.say("c", "four", null);
  await settled(() => texts(mine).length === 4);
  expect(texts(mine)).toEqual(["one", "two", "missed", "four"]);
  expect(yard.asked.length).toBeGreaterThan(asked);
});
