import { expect, test } from "vitest";
import { levelOf } from "./level";

test("silence is nothing, a loud voice is all, a murmur lies between", () => {
  const tone = (height: number) => Float32Array.from({ length: 1024 }, (_, at) => height * Math.sin(at / 5));
  expect(levelOf(tone(0))).toBe(0);
  expect(levelOf(tone(0.9))).toBe(1);
  const murmur = levelOf(tone(0.03));
  expect(murmur).toBeGreaterThan(0.2);
  expect(murmur).toBeLessThan(0.8);
});
