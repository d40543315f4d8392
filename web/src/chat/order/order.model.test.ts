import { expect, test } from "vitest";
import { hushed, linkOf, moderates, outranks, secretIn } from "./order.model";

const one = { kind: "group", role: "member", present: true, quiet: false, silenced_until: null };
const now = Date.parse("2026-12-01T08:00:00Z");

test("ranks are in one line, and nobody outranks himself", () => {
  const line = ["owner", "moderator", "member"];
  for (const [above, role] of line.entries()) for (const [below, other] of line.entries()) expect(outranks(role, other)).toBe(above < below);
  expect(moderates({ ...one, role: "moderator" })).toBe(true);
  expect(moderates({ ...one, role: "owner", present: false })).toBe(false);
  expect(moderates({ ...one, kind: "direct", role: "owner" })).toBe(false);
});

test("whoever is silenced says nothing until then; in a quiet group those speak who keep order", () => {
  expect(hushed(one, now)).toBeUndefined();
  expect(hushed({ ...one, quiet: true }, now)).toBe("quiet");
  expect(hushed({ ...one, quiet: true, role: "moderator" }, now)).toBeUndefined();
  expect(hushed({ ...one, role: "moderator", silenced_until: "2026-12-01T08:00:01Z" }, now)).toBe("silenced");
  expect(hushed({ ...one, silenced_until: "2026-12-01T08:00:00Z" }, now)).toBeUndefined();
});

test("a link is read from its fragment, and nothing else is one", () => {
  const secret = "Ab-_".repeat(10) + "xyz";
  expect(secretIn(new URL(linkOf("https://house.example", secret)).hash)).toBe(secret);
  for (const hash of ["", "#m12", "#join=short", `#join=${secret}x`, `#card=${secret}`]) expect(secretIn(hash)).toBeUndefined();
});
