import { sha256 } from "@noble/hashes/sha2.js";
import { expect, test } from "vitest";
import { leadingZeroBits, solve } from "./proof.model";

test("the zero bits before the first one are counted", () => {
  expect(leadingZeroBits(Uint8Array.of(0, 0, 0x1f))).toBe(19);
  expect(leadingZeroBits(Uint8Array.of(0x80))).toBe(0);
  expect(leadingZeroBits(Uint8Array.of(0, 0))).toBe(16);
});

test("a found nonce proves the work", () => {
  const nonce = solve({ challenge: "yard", difficulty: 10 });
  expect(nonce).toMatch(/^\d+$/);
  expect(leadingZeroBits(sha256(new TextEncoder().encode(`yard:${nonce}`)))).toBeGreaterThanOrEqual(10);
});

test("a proof that would take minutes is not begun", () => {
  expect(() => solve({ challenge: "yard", difficulty: 40 })).toThrow("too heavy");
});
