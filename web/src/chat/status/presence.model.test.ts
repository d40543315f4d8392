import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Presence, type Seen, type Watch } from "./presence.model";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const here = (person: string, text = ""): Seen => ({ person, state: "here", status: text ? { sign: "", text, until: null } : null });

function begun(answers: readonly Seen[][], hides = { now: false }) {
  const asked: Watch[] = [];
  const left = [...answers];
  const watch = async (body: Watch) => {
    asked.push(body);
    return left.shift() ?? [];
  };
  const presence = new Presence({ watch, now: () => Date.now(), active: () => true, hidden: () => hides.now }, "page-one");
  return { presence, asked };
}

const soon = async () => await vi.advanceTimersByTimeAsync(300);

test("a page asks for whom it shows once, again every minute, and forgets whom it shows no longer", async () => {
  const { presence, asked } = begun([[here("bo")], []]);
  const [away] = [presence.show("bo"), presence.show("bo"), presence.show("cai")];
  await soon();
  expect(asked.map(({ people }) => people)).toEqual([["bo", "cai"]]);
  expect([presence.of("bo")?.state, presence.of("cai")]).toEqual(["here", undefined]);
  away?.();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked[1]?.people).toEqual(["bo", "cai"]);
  expect(presence.of("bo")).toBeUndefined();
  presence.end();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(asked.length).toBe(2);
});

test("a page that nobody looks at says so once, and asks again when somebody does", async () => {
  const hides = { now: false };
  const { presence, asked } = begun([], hides);
  presence.show("bo");
  await soon();
  hides.now = true;
  presence.again();
  await vi.advanceTimersByTimeAsync(2 * 3_600_000);
  presence.show("cai");
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(asked.length).toBe(2);
  hides.now = false;
  presence.again();
  await soon();
  expect(asked.at(-1)?.people).toEqual(["bo", "cai"]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked.length).toBe(4);
  presence.end();
});

test("what comes on the stream stands above an answer that was on its way, and words are asked for", async () => {
  let give: (seen: readonly Seen[]) => void = () => undefined;
  let asked = 0;
  const watch = async () => {
    asked += 1;
    return await new Promise<readonly Seen[]>((done) => (give = done));
  };
  const presence = new Presence({ watch, now: () => Date.now(), active: () => false, hidden: () => false }, "page-one");
  presence.show("bo");
  await soon();
  presence.frame("conversation.presence", { person: "bo", state: "offline", speaks: false });
  give([here("bo", "secret")]);
  await soon();
  expect(presence.of("bo")).toBeUndefined();
  presence.frame("conversation.presence", { person: "bo", state: "here", speaks: true });
  expect(presence.of("bo")).toEqual(here("bo"));
  await vi.advanceTimersByTimeAsync(2_000);
  give([here("bo", "tea")]);
  await soon();
  expect([asked, presence.of("bo")?.status?.text]).toEqual([2, "tea"]);
  presence.frame("conversation.presence", { person: "eve", state: "here", speaks: false });
  expect(presence.of("eve")).toBeUndefined();
});

test("that somebody writes is over after six seconds, or when he said it", async () => {
  const { presence } = begun([]);
  const typing = () => [...(presence.typingIn("one")?.keys() ?? [])];
  presence.frame("conversation.typing", { conversation: "one", person: "bo" });
  presence.frame("conversation.typing", { conversation: "one", person: "cai" });
  expect(typing()).toEqual(["bo", "cai"]);
  presence.frame("conversation.event", { conversation: "one", seq: 4, events: [{ by: "bo" }] });
  expect(typing()).toEqual(["cai"]);
  await vi.advanceTimersByTimeAsync(6_100);
  expect(typing()).toEqual([]);
});

test("a status that ends is asked for again right then", async () => {
  const until = new Date(Date.now() + 5_000).toISOString();
  const { presence, asked } = begun([[{ person: "bo", state: "offline", status: { sign: "🍵", text: "", until } }], []]);
  presence.show("bo");
  await soon();
  expect(presence.of("bo")?.status?.sign).toBe("🍵");
  await vi.advanceTimersByTimeAsync(5_500);
  expect([asked.length, presence.of("bo")]).toEqual([2, undefined]);
});
