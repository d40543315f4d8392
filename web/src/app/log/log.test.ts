import { expect, test } from "vitest";
import { asText, bare, bounded, type Entry } from "./log";

test("a line has no number, no query, no quotation and no other script", () => {
  expect(bare("/orgs/org_01939393-0000-7000?x=1 13800138000 「王芳」 a@b.c")).toBe("/orgs/:id :id …… a…b.c".replace("……", "…".repeat(4)));
  expect(bare("GET /api/v1/orgs/{org}/members 403 access.denied")).toBe("GET /api/v1/orgs/{org}/members 403 access.denied");
  expect(bare("x".repeat(500))).toHaveLength(120);
});

test("the ring is bounded in number and in age, and the newest fit into a letter", () => {
  const now = new Date("2026-11-28T00:00:00Z");
  const entry = (days: number, text: string): Entry => ({ at: new Date(now.getTime() - days * 86_400_000).toISOString(), what: "page", text });
  const many = [entry(8, "old"), ...Array.from({ length: 300 }, (_, at) => entry(1, `/p${at}`))];
  const kept = bounded(many, now);
  expect(kept).toHaveLength(200);
  expect(kept.at(-1)?.text).toBe("/p299");
  const text = asText(kept, 300);
  expect(text.length).toBeLessThanOrEqual(300);
  expect(text.endsWith("/p299")).toBe(true);
});
