import { afterEach, expect, test } from "vitest";
import { Chat, type ChatTopic } from "./chat.model";
import { freshCircle, readCircle } from "./circle.model";
import { type Bytes, browserPair, hex } from "./keys.model";

/** A wire between chats in one process: what an sfu would see of them, and nothing else. */
class Hall {
  readonly chats = new Map<string, Chat>();
  readonly seen: { topic: ChatTopic; from: string; bytes: Bytes }[] = [];
  lose: (topic: ChatTopic) => boolean = () => false;

  async enter(me: string): Promise<Chat> {
    const chat = new Chat({
      meeting: "meeting_1",
      me,
      send: async (topic, bytes, to) => {
        this.seen.push({ topic, from: me, bytes });
        if (this.lose(topic)) return;
        for (const [identity, other] of this.chats) if (identity !== me && (!to || to === identity)) other.heard(topic, me, bytes);
      },
    });
    this.chats.set(me, chat);
    await chat.open(this.others(me));
    for (const [identity, other] of this.chats) if (identity !== me) other.present(this.others(identity));
    return chat;
  }

  leave(me: string): void {
    this.chats.get(me)?.close();
    this.chats.delete(me);
    for (const [identity, other] of this.chats) other.present(this.others(identity));
  }

  private others(me: string): string[] {
    return [...this.chats.keys()].filter((identity) => identity !== me);
  }
}

const halls: Hall[] = [];
function freshHall(): Hall {
  const hall = new Hall();
  halls.push(hall);
  return hall;
}
afterEach(() => {
  for (const hall of halls.splice(0)) for (const chat of hall.chats.values()) chat.close();
});

const until = async (true_: () => boolean) => await expect.poll(true_, { timeout: 15_000 }).toBe(true);
const texts = (chat: Chat) => chat.snapshot().lines.map(({ body }) => (body.kind === "text" ? body.text : body.kind));

test("two people talk, and whoever carries it reads nothing", async () => {
  const hall = freshHall();
  const [ana, bo] = [await hall.enter("ana"), await hall.enter("bo")];
  await until(() => ana.snapshot().phase === "ready" && bo.snapshot().phase === "ready");
  await ana.say("  晚上七点在红门见  ");
  await until(() => texts(bo).length === 1);
  expect(texts(bo)).toEqual(["晚上七点在红门见"]);
  expect(bo.snapshot().unread).toBe(1);
  const carried = new TextDecoder().decode(Uint8Array.from(hall.seen.flatMap(({ bytes }) => [...bytes])));
  expect(carried).not.toContain("红门");
});

test("a newcomer gets the key from one of those present and reads from then on", async () => {
  const hall = freshHall();
  const [ana, bo] = [await hall.enter("ana"), await hall.enter("bo")];
  await until(() => bo.snapshot().phase === "ready");
  await ana.say("before");
  const cy = await hall.enter("cy");
  await until(() => cy.snapshot().phase === "ready");
  await bo.say("after");
  await until(() => texts(cy).length === 1);
  expect(texts(cy)).toEqual(["after"]);
});

test("three who come at the same moment end with one key and one code", async () => {
  const hall = freshHall();
  const [a, b, c] = await Promise.all([hall.enter("a"), hall.enter("b"), hall.enter("c")]);
  await until(() => [a, b, c].every((chat) => chat.snapshot().phase === "ready"));
  const codes = () => [a, b, c].map((chat) => chat.snapshot().code);
  await until(() => codes().every((code) => /^\d/.test(code)) && new Set(codes()).size === 1);
  await a.say("1");
  await b.say("2");
  await c.say("3");
  await until(() => [a, b, c].every((chat) => texts(chat).length === 3));
});

test("who comes while one still draws their keys is seen", async () => {
  const hall = freshHall();
  const ana = new Chat({ meeting: "meeting_1", me: "ana", send: async () => undefined });
  hall.chats.set("ana", ana);
  const opened = ana.open([]);
  ana.present(["bo"]);
  await opened;
  await until(() => ana.snapshot().phase !== "alone");
});

test("lost greetings are said again", async () => {
  const hall = freshHall();
  const ana = await hall.enter("ana");
  hall.lose = () => true;
  const bo = await hall.enter("bo");
  await until(() => hall.seen.length > 1);
  hall.lose = () => false;
  await until(() => ana.snapshot().phase === "ready" && bo.snapshot().phase === "ready");
  await bo.say("here");
  await until(() => texts(ana).includes("here"));
});

test("who holds the key may leave; the others still let newcomers in", async () => {
  const hall = freshHall();
  await hall.enter("ana");
  const bo = await hall.enter("bo");
  await until(() => bo.snapshot().phase === "ready");
  hall.leave("ana");
  const cy = await hall.enter("cy");
  await until(() => cy.snapshot().phase === "ready");
  await cy.say("hello");
  await until(() => texts(bo).includes("hello"));
});

test("who has left cannot read on with the key they took along", async () => {
  const hall = freshHall();
  const [ana, bo, cy] = [await hall.enter("ana"), await hall.enter("bo"), await hall.enter("cy")];
  await until(() => [ana, bo, cy].every((chat) => chat.snapshot().phase === "ready"));
  await ana.say("to all");
  await until(() => texts(cy).includes("to all"));
  hall.chats.delete("cy"); // gone for the others, and still listening
  for (const [identity, chat] of hall.chats) chat.present(["ana", "bo"].filter((other) => other !== identity));
  await until(() => ana.snapshot().phase === "ready" && bo.snapshot().phase === "ready");
  const before = hall.seen.length;
  await until(() => texts(bo).includes("to us") || (void ana.say("to us").catch(() => undefined), false));
  await bo.say("and back");
  await until(() => texts(ana).includes("and back"));
  for (const { topic, from, bytes } of hall.seen.slice(before)) cy.heard(topic, from, bytes);
  await ana.say("still here");
  await until(() => texts(bo).includes("still here"));
  expect(texts(cy)).toEqual(["to all"]);
  cy.close();
});

test("a picture arrives whole", async () => {
  const hall = freshHall();
  const [ana, bo] = [await hall.enter("ana"), await hall.enter("bo")];
  await until(() => ana.snapshot().phase === "ready" && bo.snapshot().phase === "ready");
  const picture = new Blob([Uint8Array.from({ length: 40_000 }, (_, at) => at % 256)], { type: "image/png" });
  await ana.show(picture);
  await until(() => texts(bo).includes("picture"));
  const body = bo.snapshot().lines[0]?.body;
  const got = body?.kind === "picture" ? await (await fetch(body.url)).blob() : undefined;
  expect(got?.size).toBe(40_000);
  expect(got?.type).toBe("image/png");
});

test("a message replayed in another's name is not shown", async () => {
  const hall = freshHall();
  const [ana, bo] = [await hall.enter("ana"), await hall.enter("bo")];
  await until(() => bo.snapshot().phase === "ready" && ana.snapshot().phase === "ready");
  await ana.say("mine");
  await until(() => texts(bo).length === 1);
  const box = hall.seen.find(({ topic }) => topic === "chat.box");
  bo.heard("chat.box", "mallory", box!.bytes);
  bo.heard("chat.key", "mallory", new TextEncoder().encode("{}"));
  await ana.say("again");
  await until(() => texts(bo).length === 2);
  expect(bo.snapshot().lines.map(({ from }) => from)).toEqual(["ana", "ana"]);
});

test("a key in another's name is not taken", async () => {
  const [mine, ana, eve] = [await browserPair(), await browserPair(), await browserPair()];
  const taken: string[] = [];
  const circle = freshCircle({ meeting: "m", me: "bo", pair: mine, send: () => undefined, changed: () => undefined });
  await circle.present(["ana"]);
  await circle.heard("ana", { t: "hello", pub: hex(ana.publicKey), kid: null, want: false });
  const forged = freshCircle({ meeting: "m", me: "ana", pair: eve, send: (message) => void (message.t === "key" && taken.push(message.kid) && circle.heard("ana", message)), changed: () => undefined });
  await forged.present([]);
  await forged.heard("bo", { t: "hello", pub: hex(mine.publicKey), kid: null, want: true });
  await until(() => taken.length > 0);
  expect(circle.current).toBeUndefined();
});

test("what is no message of the circle is not read", () => {
  const read = (text: string) => readCircle(new TextEncoder().encode(text));
  for (const wrong of ["", "[]", "null", "{}", '{"t":"hello","pub":"zz"}', `{"t":"key","pub":"${"0".repeat(64)}"}`]) expect(read(wrong)).toBeUndefined();
  expect(read(`{"t":"hello","pub":"${"0".repeat(64)}","want":1}`)).toEqual({ t: "hello", pub: "0".repeat(64), kid: null, want: false });
});
