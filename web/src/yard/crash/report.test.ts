import { expect, test } from "vitest";
import { pageOf } from "./fault";
import { frame, scrub } from "./report";

test("what could name somebody does not leave the page", () => {
  expect(scrub('no "王芳" at 13800138000 see https://x.example/?q=1 a@b.c 王芳')).toBe("no … at … see … … …");
  expect(pageOf("/orgs/org_01939393-0000-7000-8000-000000000000")).toBe("/orgs/:id");
  expect(pageOf("/m/123456789")).toBe("/m/:id");
});

test("of a stack nothing but frames is left, and of an address no query", () => {
  expect(frame("TypeError: 王芳")).toBe("");
  expect(frame("    at open (https://h.example/assets/shell-x.js?key=secret:12:34)")).toBe("    at open (https://h.example/assets/shell-x.js:12:34)");
  expect(frame("open@https://h.example/assets/shell-x.js#me:12:34")).toBe("open@https://h.example/assets/shell-x.js:12:34");
});
