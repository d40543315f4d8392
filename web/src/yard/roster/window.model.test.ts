import { expect, test } from "vitest";
import { inView } from "./window.model";

test("of a hundred thousand people as many are drawn as stand in view, and a few beside", () => {
  const top = inView(100_000, 56, { scrolled: 0, seen: 560 });
  expect(top).toEqual({ from: 0, to: 18, above: 0, below: (100_000 - 18) * 56 });
  const middle = inView(100_000, 56, { scrolled: 56 * 50_000, seen: 560 });
  expect(middle.to - middle.from).toBe(26);
  expect(middle.above + middle.below + (middle.to - middle.from) * 56).toBe(100_000 * 56);
});

test("a list that is shorter than its window is drawn whole", () => {
  expect(inView(3, 56, { scrolled: 0, seen: 560 })).toEqual({ from: 0, to: 3, above: 0, below: 0 });
  expect(inView(0, 56, { scrolled: 900, seen: 560 })).toEqual({ from: 0, to: 0, above: 0, below: 0 });
});
