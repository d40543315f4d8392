import { expect, test } from "vitest";
import { NotOpened, pack, unpack } from "./pack";

const value = { chats: [{ title: "周会", lines: ["暗号"] }] };

test("a pack opens with its passphrase alone, and shows nothing without", async () => {
  const file = await pack(value, "一二三四五六七八九十");
  expect(file).not.toContain("周会");
  expect(await unpack(file, "一二三四五六七八九十")).toEqual(value);
  await expect(unpack(file, "一二三四五六七八九十一")).rejects.toThrow(NotOpened);
});

test("a pack that was changed is not opened, nor is one that is none", async () => {
  const whole = JSON.parse(await pack(value, "correct horse")) as Record<string, unknown>;
  const changes = [{ rounds: 1 }, { rounds: 1e12 }, { iv: "AAAAAAAAAAAAAAAA" }, { box: "AAAA" }, { format: "other" }];
  for (const change of changes) {
    await expect(unpack(JSON.stringify({ ...whole, ...change }), "correct horse")).rejects.toThrow(NotOpened);
  }
  for (const other of ["", "null", "[]", "PK"]) await expect(unpack(other, "correct horse")).rejects.toThrow(NotOpened);
});
