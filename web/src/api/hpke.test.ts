import { expect, test } from "vitest";
import { sealTo } from "./hpke";
import { browserPair, libraryPair } from "./x25519";

const unhex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

// RFC 9180, appendix A.1.1 (base mode), its first encryption.
const vector = {
  info: "4f6465206f6e2061204772656369616e2055726e",
  pkEm: "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431",
  skEm: "52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736",
  pkRm: "3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d",
  pt: "4265617574792069732074727574682c20747275746820626561757479",
  aad: "436f756e742d30",
  ct: "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a",
};

test("what is sealed is what the RFC says", async () => {
  const pair = await libraryPair(unhex(vector.skEm));
  const { enc, box } = await sealTo(unhex(vector.pkRm), unhex(vector.info), unhex(vector.aad), unhex(vector.pt), pair);
  expect(hex(enc)).toBe(vector.pkEm);
  expect(hex(box)).toBe(vector.ct);
});

test("each message has a key of its own, and other words beside it make another box", async () => {
  const receiver = await browserPair();
  const seal = async (aad: number) => await sealTo(receiver.publicKey, Uint8Array.of(1), Uint8Array.of(aad), Uint8Array.of(2));
  const [one, other] = [await seal(1), await seal(1)];
  expect(hex(one.enc)).not.toBe(hex(other.enc));
  expect(hex(one.box)).not.toBe(hex(other.box));
});

test("a public key of zeros is refused", async () => {
  await expect(sealTo(new Uint8Array(32), Uint8Array.of(), Uint8Array.of(), Uint8Array.of(1))).rejects.toThrow();
});
