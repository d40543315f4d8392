import { describe, expect, it } from "vitest";
import { planned } from "./face.model";

describe("the pictures of one clocking", () => {
  it("are three ahead, some after he was told to turn, and some after he was told to look ahead again", () => {
    for (const side of ["left", "right"] as const) {
      const steps = planned(side);
      expect(steps.filter(({ say }) => say).map(({ say }) => say)).toEqual(["ahead", side, "ahead"]);
      const [first, turn, last] = steps.flatMap(({ say, at }) => (say ? [at] : []));
      const between = (from: number, until: number) => steps.filter(({ takes, at }) => takes && at > from && at < until).map(({ at }) => at);
      expect(between(first ?? 0, turn ?? 0)).toHaveLength(3);
      const [turned, ahead] = [between(turn ?? 0, last ?? 0), between(last ?? 0, Number.POSITIVE_INFINITY)];
      expect([turned.length, ahead.length]).toEqual([2, 2]);
      // Nobody turns his head in less than a second and a half.
      expect((turned[0] ?? 0) - (turn ?? 0)).toBeGreaterThan(1_500);
      expect((ahead[0] ?? 0) - (last ?? 0)).toBeGreaterThan(1_500);
    }
  });

  it("come within the minute in which the question may be answered", () => {
    expect(Math.max(...planned("left").map(({ at }) => at))).toBeLessThan(15_000);
  });
});
