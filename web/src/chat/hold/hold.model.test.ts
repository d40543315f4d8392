import { expect, test } from "vitest";
import { stateOf } from "./hold.model";

const now = Date.parse("2026-11-29T12:00:00Z");
const given_at = "2026-11-20T12:00:00Z";
const ends_at = "2026-12-20T12:00:00Z";

test("a hold waits for a month at most, stands until its end, or was ended", () => {
  expect(stateOf({ given_at, ends_at }, now)).toBe("waits");
  expect(stateOf({ given_at: "2026-10-30T11:00:00Z", ends_at }, now)).toBe("over");
  expect(stateOf({ given_at, ends_at, stands_at: given_at }, now)).toBe("stands");
  expect(stateOf({ given_at, ends_at: given_at, stands_at: given_at }, now)).toBe("over");
  expect(stateOf({ given_at, ends_at, stands_at: given_at, ended_at: given_at }, now)).toBe("ended");
});
