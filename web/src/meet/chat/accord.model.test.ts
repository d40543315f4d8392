import { expect, test } from "vitest";
import { type Accord, type AccordMessage, freshAccord, PRESENT_MAX } from "./accord.model";
import { type Bytes, random } from "./keys.model";

type Said = { from: string; to: string | undefined; message: AccordMessage };
type Person = { me: string; accord: Accord; view: Map<string, Bytes> };

/** Everybody's words lie here until they are carried. */
function hall(...names: string[]) {
  const said: Said[] = [];
  const keys = new Map(names.map((name) => [name, random(32)]));
  const people = new Map<string, Person>();
  for (const me of names) {
    const send = (message: AccordMessage, to?: string) => void said.push({ from: me, to, message });
    people.set(me, { me, accord: freshAccord({ meeting: "m", me, send, changed: () => undefined }), view: new Map(keys) });
  }
  const carry = async (change: (one: Said) => Said | undefined = (one) => one) => {
    for (let one = said.shift(); one; one = said.shift()) {
      const changed = change(one);
      if (!changed) continue;
      for (const { me, accord } of people.values()) if (me !== one.from && (!one.to || one.to === me)) await accord.heard(one.from, changed.message);
    }
  };
  const meet = async () => {
    for (const { accord, view } of people.values()) await accord.present(view);
    for (const { accord } of people.values()) await accord.tick();
  };
  return { said, keys, people, carry, meet, codes: () => [...people.values()].map(({ accord }) => accord.code) };
}

test("all who are present come to the same twelve digits", async () => {
  const { meet, carry, codes } = hall("a", "b", "c");
  await meet();
  await carry();
  expect(codes()[0]).toMatch(/^\d{3} \d{3} \d{3} \d{3}$/);
  expect(new Set(codes()).size).toBe(1);
});

test("nobody opens before everybody is bound", async () => {
  const { said, meet, carry, people } = hall("a", "b", "c");
  await meet();
  const opened: string[] = [];
  await carry((one) => {
    if (one.message.t === "reveal") opened.push(one.from);
    return one.from === "c" ? undefined : one;
  });
  expect(opened).toEqual(["c"]); // c heard all, the others did not hear c
  expect(people.get("a")?.accord.code).toBe("");
  expect(said).toEqual([]);
});

test("what was lost is said again", async () => {
  const { meet, carry, people, codes } = hall("a", "b", "c");
  await meet();
  let lost = 0;
  await carry((one) => (lost++ % 2 === 0 ? undefined : one));
  for (let turn = 0; turn < 4; turn++) {
    for (const { accord } of people.values()) await accord.tick();
    await carry();
  }
  expect(codes()[0]).not.toBe("");
  expect(new Set(codes()).size).toBe(1);
});

test("when somebody goes and is back there are other digits, again the same for all", async () => {
  const { meet, carry, people, codes } = hall("a", "b", "c");
  await meet();
  await carry();
  const [before] = codes();
  const a = people.get("a");
  const view = a?.view ?? new Map<string, Bytes>();
  const without = new Map([...view].filter(([name]) => name !== "c"));
  await a?.accord.present(without);
  expect(a?.accord.code).toBe("");
  await a?.accord.present(view);
  for (let turn = 0; turn < 3; turn++) {
    for (const { accord } of people.values()) await accord.tick();
    await carry();
  }
  expect(codes()[0]).not.toBe("");
  expect(new Set(codes()).size).toBe(1);
  expect(codes()[0]).not.toBe(before);
});

test("one in the middle with keys of their own is seen in the digits", async () => {
  const eve = random(32);
  const { keys, people } = hall("a", "b");
  // Two halls: in each, Eve plays the one who is not there, by the same program.
  const [toA, toB] = [hall("a", "b"), hall("a", "b")];
  toA.people.forEach((person) => (person.view = new Map([...keys, ["b", eve]])));
  toB.people.forEach((person) => (person.view = new Map([...keys, ["a", eve]])));
  for (const side of [toA, toB]) {
    await side.meet();
    await side.carry();
  }
  const [a, b] = [toA.people.get("a")?.accord.code, toB.people.get("b")?.accord.code];
  expect(a).not.toBe("");
  expect(b).not.toBe("");
  expect(a).not.toBe(b);
  expect(people.size).toBe(2);
});

test("who binds anew after the other opened does not get to choose", async () => {
  const said: AccordMessage[] = [];
  const accord = freshAccord({ meeting: "m", me: "a", send: (message) => void said.push(message), changed: () => undefined });
  await accord.present(new Map([["a", random(32)], ["eve", random(32)]]));
  await accord.tick();
  const view = said[0]?.view ?? "";
  await accord.heard("eve", { t: "commit", view, commit: "0".repeat(64), want: false });
  const opened = said.filter(({ t }) => t === "reveal");
  expect(opened.length).toBe(1);
  const before = said.find((message) => message.t === "commit");
  await accord.heard("eve", { t: "commit", view, commit: "1".repeat(64), want: false });
  expect(accord.code).toBe("");
  await accord.tick();
  const commits = said.filter((message) => message.t === "commit");
  expect(commits.at(-1)?.commit).not.toBe(before?.commit);
  expect(accord.code).toBe("");
});

test("whoever knows the digits answers a question and nothing else, so that answers end", async () => {
  const again = hall("a", "b", "c");
  await again.meet();
  const first = again.said.filter(({ message }) => message.t === "commit").map((one) => ({ ...one }));
  await again.carry();
  // Everybody asks once more, as if nothing had arrived; the answers are carried until there are none.
  again.said.push(...first);
  let carried = 0;
  await again.carry((one) => (++carried > 100 ? undefined : one));
  expect(carried).toBe(3 + 3 * 2 * 2);
});

test("a nonce that was not bound is not taken", async () => {
  const { meet, carry, codes } = hall("a", "b");
  await meet();
  await carry((one) => (one.from === "b" && one.message.t === "reveal" ? { ...one, message: { ...one.message, nonce: "0".repeat(32) } } : one));
  expect(codes()[0]).toBe("");
});

test("alone, or in a crowd, there is nothing to compare", async () => {
  for (const many of [1, PRESENT_MAX + 1]) {
    const { meet, carry, codes, said } = hall(...Array.from({ length: many }, (_, at) => `p${at}`));
    await meet();
    expect(said).toEqual([]);
    await carry();
    expect(new Set(codes())).toEqual(new Set([""]));
  }
});
