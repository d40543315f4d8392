import { expect, test } from "vitest";
import type { Line } from "./log.model";
import { rowsOf } from "./rows.model";

const said = (seq: number, by: string, at: string): Line => ({ kind: "said", seq, by, at, text: "x", replyTo: null, edit: null, recalled: false, recalledBy: null, files: [] });
const shape = (rows: ReturnType<typeof rowsOf>) => rows.map((row) => (row.kind === "said" ? `${row.line.seq}${row.first ? "!" : ""}` : row.kind));

test("days stand apart, and one breath has one name", () => {
  const lines = [said(1, "a", "2026-03-01T04:00:00Z"), said(2, "a", "2026-03-01T04:01:00Z"), said(3, "b", "2026-03-01T04:02:00Z"), said(4, "b", "2026-03-01T04:09:00Z"), said(5, "b", "2026-03-03T04:09:30Z")];
  expect(shape(rowsOf(lines, "me"))).toEqual(["day", "1!", "2", "3!", "4!", "day", "5!"]);
});

test("what is new is marked once, before the first message of another", () => {
  const lines = [said(1, "a", "2026-03-01T04:00:00Z"), said(2, "me", "2026-03-01T04:00:10Z"), said(3, "a", "2026-03-01T04:00:20Z"), said(4, "a", "2026-03-01T04:00:30Z")];
  expect(shape(rowsOf(lines, "me", 1))).toEqual(["day", "1!", "2!", "new", "3!", "4"]);
  expect(shape(rowsOf(lines, "me", 4))).toEqual(["day", "1!", "2!", "3!", "4"]);
});
