import { expect, test } from "vitest";
import { answer } from "./client";
import { Refusal, refusedWith } from "./refusal";

test("a problem is told by its code and arguments", () => {
  const refusal = Refusal.from(422, { code: "session.code_wrong", title: "验证码不对", args: { left: 3 } });
  expect(refusal).toMatchObject({ code: "session.code_wrong", status: 422, title: "验证码不对", args: { left: 3 } });
});

test("what is no problem document is told by its status", () => {
  for (const body of [undefined, null, "<html>", [], { code: 7 }]) expect(Refusal.from(502, body).code).toBe("http.502");
});

test("a house that cannot be reached is a refusal, too; giving up is not", async () => {
  const failing = answer(Promise.reject(new TypeError("Failed to fetch")));
  expect(refusedWith(await failing.catch((error: unknown) => error))).toBe("house.unreachable");
  await expect(answer(Promise.reject(new DOMException("", "AbortError")))).rejects.toBeInstanceOf(DOMException);
});
