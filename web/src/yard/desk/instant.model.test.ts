import { expect, test } from "vitest";
import { localInstant, utcOf } from "./instant.model";

test("an instant survives the field, to the minute", () => {
  const at = new Date("2026-11-27T10:20:30Z");
  expect(utcOf(localInstant(at))).toBe("2026-11-27T10:20:00.000Z");
});
