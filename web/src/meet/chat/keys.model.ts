/**
 * The cryptography of the meeting chat: X25519 to agree, HKDF-SHA-256 to derive, AES-256-GCM to seal.
 *
 * It protects against a server (or a proxy that ends TLS) that looks. Against one that lies about keys,
 * people compare the short code of `accord.model.ts`.
 */
import { joined } from "@/api/hpke";
import type { Bytes, Pair } from "@/api/x25519";

export { joined } from "@/api/hpke";
export { browserPair, freshPair, libraryPair, type Bytes, type Pair } from "@/api/x25519";

/** A key of the meeting. `id` tells its generation, is random otherwise, and says nothing about the key. */
export type ChatKey = { readonly id: string; readonly raw: Bytes; readonly key: CryptoKey };

export type Wrapped = { kid: string; iv: Bytes; box: Bytes };

/** Who wraps for whom, and in which meeting: a wrapped key is good for these alone. */
export type WrapContext = { meeting: string; from: string; to: string };

export const IV_BYTES = 12;
const KEY_BYTES = 32;
const ID_BYTES = 8;
/** The highest generation of a key; beyond it the order is by chance. */
const GENERATION_MAX = 0xffff;

const utf8 = new TextEncoder();

/** Sealing needs WebCrypto, which browsers give to secure pages only. */
export function sealingWorks(): boolean {
  return globalThis.crypto?.subtle !== undefined;
}

/** A key that takes the place of `before`: its id is smaller, as that of every later generation is. */
export async function freshChatKey(before?: ChatKey): Promise<ChatKey> {
  const generation = before ? Math.min(generationOf(before.id) + 1, GENERATION_MAX) : 0;
  const head = (GENERATION_MAX - generation).toString(16).padStart(4, "0");
  return await chatKey(head + hex(random(ID_BYTES - 2)), random(KEY_BYTES));
}

/** How often the key of the meeting was changed before this one. */
export function generationOf(id: string): number {
  return GENERATION_MAX - Number.parseInt(id.slice(0, 4), 16);
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
