import { expect, test } from "vitest";
import { partsOf } from "./search.model";

test("what was looked for is lit wherever it stands, as it is written there", () => {
  expect(partsOf("预算改到明天，预算表见附件", "预算").map(({ text, lit }) => (lit ? `[${text}]` : text)).join("")).toBe("[预算]改到明天，[预算]表见附件");
  expect(partsOf("The Budget (v2)", "budget (v2)").filter(({ lit }) => lit).map(({ text }) => text)).toEqual(["Budget", "(v2)"]);
  expect(partsOf("没有", "")).toEqual([{ text: "没有", lit: false }]);
  expect(partsOf(`${"长".repeat(100)}预算`, "预算", true)[0]?.text.length).toBe(25);
});
