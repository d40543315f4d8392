import { expect, test } from "vitest";
import { cardIn, cardLink, sharedIn, shareCode } from "./share.model";

const card = { kind: "person", code: "0123456789ABCDEF" } as const;

test("a share code is found in what was copied around it, and nothing else is one", () => {
  const code = shareCode(card);
  expect(sharedIn(`加我为好友 ${code} 复制后打开`)).toEqual(card);
  expect(sharedIn(code.toLowerCase())).toEqual(card);
  const meeting = { kind: "meeting", code: "123456789" } as const;
  expect(sharedIn(shareCode(meeting))).toEqual(meeting);
  for (const other of ["", "密码是 hunter2", "0123456789ABCDEF", code.replace("0123", "0124"), `${code}7`, "x".repeat(5000) + code]) expect(sharedIn(other)).toBeUndefined();
});

test("a card is read from its link, its share code and its signs", () => {
  for (const text of [cardLink("https://house.example", card.code), shareCode(card), "01234567-89ab-cdef", card.code]) expect(cardIn(text)).toBe(card.code);
  expect(cardIn("https://house.example/m/123")).toBeUndefined();
});
