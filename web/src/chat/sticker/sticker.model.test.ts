import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { called, PACK, RECENT_MAX, stickers, usedNow } from "./sticker.model";

// Read as data: the words of the whole client are no part of this wing.
const wordsOf = (language: string) => {
  const path = new URL(`../../app/words/within.${language}.json`, import.meta.url);
  return (JSON.parse(readFileSync(path, "utf8")) as { sticker: Record<string, string> }).sticker;
};
const [zh, en] = [wordsOf("zh"), wordsOf("en")];

test("the house and the client know the same stickers by the same names", () => {
  const list = readFileSync(new URL("../../../../crates/chat/src/log/sticker.rs", import.meta.url), "utf8");
  const known = [...list.matchAll(/Sticker \{ id: "(\w+)", zh: "([^"]+)", en: "([^"]+)" \}/g)].map(([, ...of]) => of);
  expect(list).toContain(`PACK: &str = "${PACK}"`);
  expect(known).toEqual(stickers.map((id) => [id, zh[`name_${id}`], en[`name_${id}`]]));
});

test("a sticker is found by its name, and all by nothing", () => {
  const nameOf = (id: (typeof stickers)[number]) => zh[`name_${id}`] ?? "";
  expect(called("抱", nameOf)).toEqual(["hug"]);
  expect(called(" HUG ", nameOf)).toEqual(["hug"]);
  expect(called("", nameOf)).toEqual(stickers);
  expect(called("没有", nameOf)).toEqual([]);
});

test("what was used last stands first, once, and there are few", () => {
  let recent = usedNow([], "hug");
  for (const id of ["tea", "hug", "party", "sad", "love"] as const) recent = usedNow(recent, id);
  expect(recent).toEqual(["love", "sad", "party", "hug"]);
  expect(recent).toHaveLength(RECENT_MAX);
  expect(usedNow(["gone"], "tea"), "one that is no more is forgotten").toEqual(["tea"]);
});
