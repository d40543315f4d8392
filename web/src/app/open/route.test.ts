import { beforeAll, expect, test, vi } from "vitest";

let route: typeof import("./route");
beforeAll(async () => {
  vi.stubGlobal("addEventListener", () => undefined);
  route = await import("./route");
});

test("addresses of the open entry are known, all others belong to the shell", () => {
  expect(route.placeOf("/", "")).toEqual({ page: "landing" });
  expect(route.placeOf("/policy/collection/", "")).toEqual({ page: "collection" });
  expect(route.placeOf("/m/123456789", "")).toEqual({ page: "meeting", number: "123456789" });
  expect(route.placeOf("/m/123%20456%20789", "")).toEqual({ page: "meeting", number: "123456789" });
  expect([route.placeOf("/visit", ""), route.placeOf("/at", "")]).toEqual([{ page: "visit", isGate: false }, { page: "visit", isGate: true }]);
  expect(route.placeOf("/setup", "?key=abc")).toEqual({ page: "setup", key: "abc" });
  for (const path of ["/home", "/orgs/org_1", "/m/", "/m/abc", "/policyx"]) expect(route.isOpen(path)).toBe(false);
});

test("after signing in only a path of this house is followed", () => {
  expect(route.safeNext("/m/123456789")).toBe("/m/123456789");
  for (const evil of [null, "", "https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"]) expect(route.safeNext(evil)).toBe("/home");
});
