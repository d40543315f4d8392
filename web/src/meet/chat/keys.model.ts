/**
 * The cryptography of the meeting chat: X25519 to agree, HKDF-SHA-256 to derive, AES-256-GCM to seal.
 *
 * It protects against a server (or a proxy that ends TLS) that looks. Against one that lies about keys,
 * people compare the short code.
 */
export type Bytes = Uint8Array<ArrayBuffer>;

/** One's own key of this meeting; the private half never leaves this object and is gone with the page. */
export type Pair = { readonly publicKey: Bytes; agree(theirs: Bytes): Promise<Bytes> };

/** A key of the meeting. `id` is random and says nothing about the key. */
export type ChatKey = { readonly id: string; readonly raw: Bytes; readonly key: CryptoKey };

export type Wrapped = { kid: string; iv: Bytes; box: Bytes };

/** Who wraps for whom, and in which meeting: a wrapped key is good for these alone. */
export type WrapContext = { meeting: string; from: string; to: string };

export const IV_BYTES = 12;
const KEY_BYTES = 32;
const ID_BYTES = 8;
const CODE_GROUPS = 4;

const utf8 = new TextEncoder();

/** Sealing needs WebCrypto, which browsers give to secure pages only. */
export function sealingWorks(): boolean {
  return globalThis.crypto?.subtle !== undefined;
}

/** A fresh pair: by the browser where it knows X25519, else by a library in this page. */
export async function freshPair(): Promise<Pair> {
  try {
    return await browserPair();
  } catch {
    return await libraryPair();
  }
}

export async function browserPair(): Promise<Pair> {
  const made = await crypto.subtle.generateKey({ name: "X25519" }, false, ["deriveBits"]);
  if (!("privateKey" in made)) throw new Error("no key pair was made");
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", made.publicKey));
  return {
    publicKey,
    async agree(theirs) {
      const other = await crypto.subtle.importKey("raw", theirs, { name: "X25519" }, false, []);
      return new Uint8Array(await crypto.subtle.deriveBits({ name: "X25519", public: other }, made.privateKey, 8 * KEY_BYTES));
    },
  };
}

export async function libraryPair(): Promise<Pair> {
  const { x25519 } = await import("@noble/curves/ed25519.js");
  const { secretKey, publicKey } = x25519.keygen();
  return {
    publicKey: new Uint8Array(publicKey),
    agree: (theirs) => Promise.resolve(new Uint8Array(x25519.getSharedSecret(secretKey, theirs))),
  };
}

export async function freshChatKey(): Promise<ChatKey> {
  return await chatKey(hex(random(ID_BYTES)), random(KEY_BYTES));
}

export async function wrap(key: ChatKey, mine: Pair, theirs: Bytes, context: WrapContext): Promise<Wrapped> {
  const kek = await wrappingKey(mine, theirs, [mine.publicKey, theirs], context);
  const iv = random(IV_BYTES);
  const box = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: utf8.encode(key.id) }, kek, key.raw);
  return { kid: key.id, iv, box: new Uint8Array(box) };
}

/** Fails when the key was wrapped by another, for another, or for another meeting. */
export async function unwrap(wrapped: Wrapped, mine: Pair, theirs: Bytes, context: WrapContext): Promise<ChatKey> {
  const kek = await wrappingKey(mine, theirs, [theirs, mine.publicKey], context);
  const opened = { name: "AES-GCM", iv: wrapped.iv, additionalData: utf8.encode(wrapped.kid) };
  const raw = new Uint8Array(await crypto.subtle.decrypt(opened, kek, wrapped.box));
  if (raw.length !== KEY_BYTES) throw new Error("a wrapped key of the wrong length");
  return await chatKey(wrapped.kid, raw);
}

export async function seal(key: ChatKey, plain: Bytes, header: Bytes): Promise<Bytes> {
  const iv = random(IV_BYTES);
  const box = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: header }, key.key, plain));
  return joined(iv, box);
}

export async function unseal(key: ChatKey, sealed: Bytes, header: Bytes): Promise<Bytes> {
  const iv = sealed.slice(0, IV_BYTES);
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: header }, key.key, sealed.slice(IV_BYTES));
  return new Uint8Array(plain);
}

/**
 * Twelve digits over everybody's public key, the same for all who see the same keys.
 * Forty bits without a commitment: it shows a server that swaps keys carelessly, not one that searches for a pair of
 * keys with the same digits (about 2^20 tries on either side). The threat model says so.
 */
export async function comparisonCode(meeting: string, publicKeys: readonly Bytes[]): Promise<string> {
  const sorted = publicKeys.map(hex).sort();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", utf8.encode(`courtyard chat 1\n${meeting}\n${sorted.join("\n")}`)));
  let number = 0n;
  for (const byte of digest.slice(0, 8)) number = (number << 8n) | BigInt(byte);
  const digits = (number % 10n ** BigInt(3 * CODE_GROUPS)).toString().padStart(3 * CODE_GROUPS, "0");
  return digits.replace(/(\d{3})(?=\d)/g, "$1 ");
}

export function random(length: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(length));
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function unhex(text: string): Bytes {
  if (!/^([0-9a-f]{2})*$/.test(text)) throw new Error("not hexadecimal");
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
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

async function chatKey(id: string, raw: Bytes): Promise<ChatKey> {
  return { id, raw, key: await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]) };
}

/** `order` is (wrapper, receiver), so that both sides derive the same and only these two can. */
async function wrappingKey(mine: Pair, theirs: Bytes, order: readonly Bytes[], context: WrapContext): Promise<CryptoKey> {
  const shared = await mine.agree(theirs);
  if (shared.every((byte) => byte === 0)) throw new Error("a public key that agrees with everybody");
  const base = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const info = joined(utf8.encode(`courtyard chat wrap 1\n${JSON.stringify([context.from, context.to])}\n`), ...order);
  return await crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: utf8.encode(context.meeting), info },
    base,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}
