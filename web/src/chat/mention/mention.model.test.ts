import { expect, test } from "vitest";
import { namedIn, startsAt } from "./mention.model";

const people = [
  { person: "person_bo", name: "王波" },
  { person: "person_tao", name: "王波涛" },
  { person: null, name: "所有人" },
];

test("the longest name counts, and everybody is nobody in particular", () => {
  expect(namedIn("@王波涛 看一下", people)).toEqual({ mentions: ["person_tao"], all: false });
  expect(namedIn("@王波 @王波涛", people)).toEqual({ mentions: ["person_tao", "person_bo"], all: false });
  expect(namedIn("@所有人 开会", people)).toEqual({ mentions: [], all: true });
  expect(namedIn("写信给 bo@example.org", people)).toEqual({ mentions: [], all: false });
});

test("a program that hears is mentioned by its name, and is nobody of the people", () => {
  const known = [...people, { person: null, program: "program_1", name: "deployer" }];
  expect(namedIn("@deployer @王波 看一下", known)).toEqual({ mentions: ["person_bo"], all: false, programs: ["program_1"] });
  expect(namedIn("deployer 看一下", known)).toEqual({ mentions: [], all: false });
});

test("a name begins at an @ that is not within a word", () => {
  expect(startsAt("你好 @王", 5)).toBe(3);
  expect(startsAt("bo@ex", 5)).toBeUndefined();
  expect(startsAt("@王 波", 4)).toBeUndefined();
  expect(startsAt("没有", 2)).toBeUndefined();
});
