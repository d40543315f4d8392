import { expect, test } from "vitest";
import { plainly } from "./typed";

test("what an input method writes is what it means", () => {
  expect(plainly("１３９１２３４５６７８")).toBe("13912345678");
  expect(plainly("＋８６　１３９－１２３４")).toBe("+86 139-1234");
  expect(plainly("１，２３４．５０")).toBe("1,234.50");
  expect(plainly("０９：３０")).toBe("09:30");
  expect(plainly("３。５")).toBe("3.5");
  expect(plainly("－５")).toBe("-5");
  expect(plainly("−5 – 7 — 9")).toBe("-5 - 7 - 9");
  expect(plainly("ａｎａ＠ａｃｍｅ。ｅｘａｍｐｌｅ")).toBe("ana@acme.example");
  expect(plainly("（０１０）１２３４")).toBe("(010)1234");
});

test("what nobody sees in a copied number is left out", () => {
  expect(plainly("\u202d139\u00a01234\u200b5678\u202c\ufeff")).toBe("139 12345678");
});

test("what is plain, and what is a word, stays as it is", () => {
  for (const text of ["", "139 1234 5678", "ana@acme.example", "一二三", "E-0017", "~!@#"]) expect(plainly(text)).toBe(text);
});

test("every full-width sign of ASCII has its twin", () => {
  for (let code = 0x21; code <= 0x7e; code++) expect(plainly(String.fromCharCode(code + 0xfee0))).toBe(String.fromCharCode(code));
});
