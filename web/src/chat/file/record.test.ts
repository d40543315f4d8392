import { expect, test } from "vitest";
import { barsOf } from "./record";

test("a shape has its bars however long the recording is", () => {
  for (const length of [0, 1, 7, 48, 1000]) {
    const bars = barsOf(Array.from({ length }, (_, at) => (at + 1) / length));
    expect(bars.length).toBe(48);
    expect(bars.every((bar) => bar >= 0 && bar <= 255)).toBe(true);
    expect(Math.max(...bars)).toBe(length === 0 ? 0 : 255);
  }
});
