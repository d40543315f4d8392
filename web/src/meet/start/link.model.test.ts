import { expect, test } from "vitest";
import { meetingLink, passcodeIn } from "./link.model";

test("a passcode rides in the fragment and comes back whole", () => {
  const link = new URL(meetingLink("https://house.example", "123456789", "8 &=红"));
  expect(link.pathname + link.search).toBe("/m/123456789");
  expect(passcodeIn(link.hash)).toBe("8 &=红");
});

test("a link without passcode has no fragment", () => {
  expect(meetingLink("https://house.example", "123456789")).toBe("https://house.example/m/123456789");
  expect(passcodeIn("")).toBeUndefined();
});
