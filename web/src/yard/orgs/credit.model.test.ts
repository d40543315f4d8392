import { expect, test } from "vitest";
import { readCreditCode } from "./credit.model";

test("a credit code is read whatever its spaces and case", () => {
  expect(readCreditCode("9135 0100 M000 100Y 43")).toBe("91350100M000100Y43");
  expect(readCreditCode("91350100m000100y43")).toBe("91350100M000100Y43");
});

test("a slip of one sign is noticed", () => {
  for (const wrong of ["91350100M000100Y44", "91350100M000101Y43", "9135", "", "91350100I000100Y43"]) {
    expect(readCreditCode(wrong)).toBeUndefined();
  }
});
