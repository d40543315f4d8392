import { expect, test } from "vitest";
import type { Urgent } from "./urgent.data";
import { asking, placeOf, refusable } from "./urgent.model";

const now = Date.parse("2026-11-29T12:00:00Z");
const one: Urgent = { conversation: "c", seq: 1, by: "p", since: "2026-11-29T11:00:00Z", held: false, confirmed_at: null, text: "来", steps: [] };
const none = new Set<string>();
const shown: Urgent["steps"] = [{ rung: "page", at: one.since, outcome: "sent" }];

test("what came while the page was open asks, and what was shown before it", () => {
  expect(asking([one], new Set([placeOf(one)]), none, now)).toEqual([one]);
  expect(asking([{ ...one, steps: shown }], none, none, now)).toHaveLength(1);
});

test("what waits for the morning, is old, confirmed, held, gone or was laid aside asks nobody", () => {
  const hinted = new Set([placeOf(one)]);
  expect(asking([{ ...one, steps: [{ rung: "page", at: one.since, outcome: "waits" }] }], none, none, now)).toEqual([]);
  expect(asking([{ ...one, since: "2026-11-27T11:00:00Z", steps: shown }], none, none, now)).toEqual([]);
  for (const over of [{ confirmed_at: one.since }, { held: true }, { text: null }]) expect(asking([{ ...one, ...over }], hinted, none, now)).toEqual([]);
  expect(asking([one], hinted, hinted, now)).toEqual([]);
});

test("the oldest asks first", () => {
  const later = { ...one, seq: 2 };
  expect(asking([later, one], new Set([placeOf(one), placeOf(later)]), none, now)).toEqual([one, later]);
});

test("whom one refuses stands before whoever marked something, each once", () => {
  expect(refusable([{ by: "a" }, { by: "b" }, { by: "a" }, { by: "r" }], ["r"])).toEqual(["r", "a", "b"]);
  expect(refusable([], [])).toEqual([]);
});
