import { createHmac } from "node:crypto";
import { expect, it } from "vitest";
import { serviceOf, tokenFor } from "./token";

it("answers a nonce by the key of this pass at this door, and looks for the door by its number", async () => {
  const [pass, secret, door, nonce] = [1, 2, 3, 4].map((byte, at) => Buffer.alloc(at === 1 ? 32 : 16, byte)) as [Buffer, Buffer, Buffer, Buffer];
  const hmac = (key: Buffer, ...parts: (string | Buffer)[]) => parts.reduce((hash, part) => hash.update(part), createHmac("sha256", key)).digest();
  const expected = hmac(hmac(secret, "courtyard code key 1\0", door), "courtyard token 1\0", door, pass, nonce);
  const url = (bytes: Buffer) => bytes.toString("base64url");
  const answered = await tokenFor({ pass: url(pass), secret: url(secret) }, url(door), new Uint8Array(nonce));
  expect(Buffer.from(answered)).toEqual(Buffer.concat([pass, expected]));
  expect(serviceOf(url(Buffer.from("0123456789abcdef0123456789abcdef", "hex")))).toBe("01234567-89ab-cdef-0123-456789abcdef");
});
