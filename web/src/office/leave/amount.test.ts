import { expect, test } from "vitest";
import { hundredths, stepsOf, stepsText, written } from "./amount.model";

test("hundredths are written and read as people write them", () => {
  expect([1000, 250, 5, 0, -50].map(written)).toEqual(["10", "2.5", "0.05", "0", "-0.5"]);
  expect(["10", " 2.5 ", "-0.5", "0.29"].map(hundredths)).toEqual([1000, 250, -50, 29]);
  expect([hundredths(""), hundredths("two")]).toEqual([Number.NaN, Number.NaN]);
});

test("steps are a line each, and what is no step is none", () => {
  const steps = [{ years: 1, amount: 500 }, { years: 10, amount: 1000 }];
  expect(stepsOf(stepsText(steps))).toEqual(steps);
  expect(stepsOf("1：5\n\n 20 : 15.5 ")).toEqual([{ years: 1, amount: 500 }, { years: 20, amount: 1550 }]);
  for (const wrong of ["", "1", "1: x", "1: 5 days", "-1: 5"]) expect(stepsOf(wrong)).toBeUndefined();
});
