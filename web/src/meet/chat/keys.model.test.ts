import { expect, test } from "vitest";
import { browserPair, freshChatKey, generationOf, hex, libraryPair, seal, unseal, unwrap, wrap } from "./keys.model";

const context = { meeting: "meeting_1", from: "a", to: "b" };

test("the browser's X25519 and the library's agree with one another", async () => {
  const [a, b] = [await browserPair(), await libraryPair()];
  expect(hex(await a.agree(b.publicKey))).toBe(hex(await b.agree(a.publicKey)));
});

test("a wrapped key opens for its receiver alone", async () => {
  const [a, b, eve] = [await browserPair(), await libraryPair(), await browserPair()];
  const key = await freshChatKey();
  const wrapped = await wrap(key, a, b.publicKey, context);
  expect(hex((await unwrap(wrapped, b, a.publicKey, context)).raw)).toBe(hex(key.raw));
  await expect(unwrap(wrapped, eve, a.publicKey, context)).rejects.toThrow();
  await expect(unwrap(wrapped, b, a.publicKey, { ...context, meeting: "meeting_2" })).rejects.toThrow();
  await expect(unwrap(wrapped, b, a.publicKey, { ...context, from: "eve" })).rejects.toThrow();
  await expect(unwrap({ ...wrapped, kid: "0011223344556677" }, b, a.publicKey, context)).rejects.toThrow();
});

test("a public key of zeros is refused", async () => {
  const a = await browserPair();
  await expect(wrap(await freshChatKey(), a, new Uint8Array(32), context)).rejects.toThrow();
});

test("what is sealed under one header opens under no other", async () => {
  const key = await freshChatKey();
  const [plain, head] = [Uint8Array.of(1, 2, 3), Uint8Array.of(9)];
  const sealed = await seal(key, plain, head);
  expect(await unseal(key, sealed, head)).toEqual(plain);
  await expect(unseal(key, sealed, Uint8Array.of(8))).rejects.toThrow();
});

test("a later generation has the smaller id", async () => {
  const first = await freshChatKey();
  const second = await freshChatKey(first);
  const third = await freshChatKey(second);
  expect([first, second, third].map(({ id }) => generationOf(id))).toEqual([0, 1, 2]);
  expect(third.id < second.id && second.id < first.id).toBe(true);
});
