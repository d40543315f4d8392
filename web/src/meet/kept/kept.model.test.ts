import { expect, test } from "vitest";
import { readChat, readLooks } from "./kept.model";

const chat = { id: "1", of: "person_1", title: "周会", at: 5, lines: [{ from: "王芳", at: 6, mine: false, text: "早" }] };

test("what is read back is what was kept", () => {
  expect(readChat(chat)).toEqual(chat);
  const picture = { from: "王芳", at: 7, mine: true, picture: "data:image/png;base64,AAAA" };
  expect(readChat({ ...chat, lines: [picture] })?.lines).toEqual([picture]);
});

test("what is no chat is not shown, nor is an address that leads elsewhere", () => {
  for (const wrong of [null, 5, {}, { ...chat, lines: 5 }, { ...chat, at: "5" }, { ...chat, lines: [{ from: "a" }] }]) expect(readChat(wrong)).toBeUndefined();
  for (const address of ["https://elsewhere.example/x.png", "data:image/svg+xml;base64,AAAA", "javascript:alert(1)"]) {
    expect(readChat({ ...chat, lines: [{ from: "a", at: 1, mine: false, picture: address }] })).toBeUndefined();
  }
});

test("of a pack's looks only what looks can be is taken", () => {
  expect(readLooks({ language: "en", theme: "dark", large: true, kept: true })).toEqual({ language: "en", theme: "dark", large: true });
  for (const wrong of [null, 5, { language: "fr", theme: "pink", large: "yes" }]) expect(readLooks(wrong)).toEqual({});
});
