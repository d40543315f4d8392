import { expect, test } from "vitest";
import { freshKey, sealValue, unsealValue } from "./kept";

const value = { version: "3", purposes: ["account"] };

test("a value comes back under its own name and key alone, and cannot be read without", async () => {
  const [key, other] = [await freshKey(), await freshKey()];
  const sealed = await sealValue(key, "consent", value);
  expect(new TextDecoder().decode(sealed.box)).not.toContain("account");
  expect(await unsealValue(key, "consent", sealed)).toEqual(value);
  await expect(unsealValue(key, "stand", sealed)).rejects.toThrow();
  await expect(unsealValue(other, "consent", sealed)).rejects.toThrow();
});

test("the key never leaves the browser", async () => {
  await expect(crypto.subtle.exportKey("raw", await freshKey())).rejects.toThrow();
});
