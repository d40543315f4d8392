import { expect, test } from "vitest";
import { isProgramName, scopeWord } from "./programs.model";

test("a program has the name of a program", () => {
  for (const good of ["hr-sync", "a", "prometheus2"]) expect(isProgramName(good), good).toBe(true);
  for (const wrong of ["", "HR", "王芳", "2hr", "-hr", "a b", "a_b", "a".repeat(41)]) expect(isProgramName(wrong), wrong).toBe(false);
});

test("a scope has a word of its own", () => {
  expect(scopeWord("org.members.read")).toBe("org_members_read");
});
