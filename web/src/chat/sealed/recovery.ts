/**
 * The recovery key: 256 random bits, shown once as 56 letters and digits, and what is encrypted under it (AES-256-GCM, the key
 * by HKDF-SHA-256). The house keeps the ciphertext and never has the key.
 */
import { HKDF_INFO, bytesOf, type Bytes } from "./bytes";

/** Crockford's base32: no I, L, O and U, which are read for something else. */
const SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const KEY_BYTES = 32;
/** Bytes of the hash that stands behind the key, so that what was mistyped is found without asking anybody. */
const CHECK_BYTES = 3;
const NONCE_BYTES = 12;

async function checkOf(key: Bytes): Promise<Bytes> {
  const hash = await crypto.subtle.digest("SHA-256", bytesOf([HKDF_INFO.check, key]));
  return new Uint8Array(hash).slice(0, CHECK_BYTES);
}

/** A fresh key. */
export function makeKey(): Bytes {
  return crypto.getRandomValues(new Uint8Array(KEY_BYTES));
}

/** The key as it is written down: fourteen groups of four. */
export async function shown(key: Bytes): Promise<string> {
  const bytes = bytesOf([key, await checkOf(key)]);
  let [bits, held, text] = [0, 0, ""];
  for (const byte of bytes) {
    [bits, held] = [(bits << 8) | byte, held + 8];
    while (held >= 5) {
      held -= 5;
      text += SIGNS[(bits >> held) & 31];
      bits &= (1 << held) - 1;
    }
  }
  return (text.match(/.{4}/g) ?? []).join(" ");
}

/** The key again, whatever spaces and small letters were typed; nothing where it is none. */
export async function typedKey(typed: string): Promise<Bytes | undefined> {
  const text = typed.toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  const bytes: number[] = [];
  let [bits, held] = [0, 0];
  for (const sign of text) {
    const value = SIGNS.indexOf(sign);
    if (value < 0) return undefined;
    [bits, held] = [(bits << 5) | value, held + 5];
    if (held >= 8) {
      held -= 8;
      bytes.push((bits >> held) & 255);
      bits &= (1 << held) - 1;
    }
  }
  if (bytes.length !== KEY_BYTES + CHECK_BYTES || bits !== 0) return undefined;
  const key = Uint8Array.from(bytes.slice(0, KEY_BYTES));
  const check = await checkOf(key);
  return check.every((byte, at) => byte === bytes[KEY_BYTES + at]) ? key : undefined;
}

async function archiveKey(key: Bytes): Promise<CryptoKey> {
  const from = await crypto.subtle.importKey("raw", key, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: HKDF_INFO.archive };
  return crypto.subtle.deriveKey(how, from, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

/** Encrypts an archive for its owner: nobody else's opens in its place. */
export async function shut(key: Bytes, owner: string, content: Bytes): Promise<Bytes> {
  const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const how = { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(owner) };
  const cipher = await crypto.subtle.encrypt(how, await archiveKey(key), content);
  return bytesOf([iv, new Uint8Array(cipher)]);
}

/** The content again; nothing where the key is another one. */
export async function open(key: Bytes, owner: string, archive: Bytes): Promise<Bytes | undefined> {
  const [iv, cipher] = [archive.slice(0, NONCE_BYTES), archive.slice(NONCE_BYTES)];
  const how = { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(owner) };
  try {
    return new Uint8Array(await crypto.subtle.decrypt(how, await archiveKey(key), cipher));
  } catch {
    return undefined;
  }
}
