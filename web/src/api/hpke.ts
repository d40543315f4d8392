/**
 * Sealing to a public key: HPKE (RFC 9180) in base mode, one message, with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and
 * AES-128-GCM. Names are those of the RFC.
 */
import { type Bytes, freshPair, type Pair } from "./x25519";

const KEM_ID = 0x0020;
const KDF_ID = 0x0001;
const AEAD_ID = 0x0001;
const HASH_BYTES = 32;
const KEY_BYTES = 16;
const NONCE_BYTES = 12;

const utf8 = new TextEncoder();
const NOTHING: Bytes = new Uint8Array(0);
const KEM_SUITE = joined(utf8.encode("KEM"), two(KEM_ID));
const HPKE_SUITE = joined(utf8.encode("HPKE"), two(KEM_ID), two(KDF_ID), two(AEAD_ID));

export type Sealed = { enc: Bytes; box: Bytes };

/** `pair` is for test vectors; without it a fresh one is made for this message alone. */
export async function sealTo(pkR: Bytes, info: Bytes, aad: Bytes, plain: Bytes, pair?: Pair): Promise<Sealed> {
  const mine = pair ?? (await freshPair());
  const shared = await encapsulate(mine, pkR);
  const context = joined(
    Uint8Array.of(0), // base mode
    await labeledExtract(HPKE_SUITE, NOTHING, "psk_id_hash", NOTHING),
    await labeledExtract(HPKE_SUITE, NOTHING, "info_hash", info),
  );
  const secret = await labeledExtract(HPKE_SUITE, shared, "secret", NOTHING);
  const raw = await labeledExpand(HPKE_SUITE, secret, "key", context, KEY_BYTES);
  const iv = await labeledExpand(HPKE_SUITE, secret, "base_nonce", context, NONCE_BYTES);
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt"]);
  const box = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: aad }, key, plain));
  return { enc: mine.publicKey, box };
}

async function encapsulate(mine: Pair, pkR: Bytes): Promise<Bytes> {
  const dh = await mine.agree(pkR);
  if (dh.every((byte) => byte === 0)) throw new Error("a public key that agrees with everybody");
  const prk = await labeledExtract(KEM_SUITE, NOTHING, "eae_prk", dh);
  return await labeledExpand(KEM_SUITE, prk, "shared_secret", joined(mine.publicKey, pkR), HASH_BYTES);
}

async function labeledExtract(suite: Bytes, salt: Bytes, label: string, ikm: Bytes): Promise<Bytes> {
  return await hmac(salt, joined(utf8.encode("HPKE-v1"), suite, utf8.encode(label), ikm));
}

/** One round of HKDF's expansion is enough: nothing here is longer than a hash. */
async function labeledExpand(suite: Bytes, prk: Bytes, label: string, info: Bytes, length: number): Promise<Bytes> {
  const labeled = joined(two(length), utf8.encode("HPKE-v1"), suite, utf8.encode(label), info);
  return (await hmac(prk, joined(labeled, Uint8Array.of(1)))).slice(0, length);
}

async function hmac(key: Bytes, bytes: Bytes): Promise<Bytes> {
  // A key of zeros is the same as none, which WebCrypto does not take.
  const raw = key.length > 0 ? key : new Uint8Array(HASH_BYTES);
  const hash = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", hash, bytes));
}

function two(number: number): Bytes {
  return Uint8Array.of(number >> 8, number & 255);
}

export function joined(...parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
