/** Proof of work: a little effort of ours before the house pays for an SMS. */
import { sha256 } from "@noble/hashes/sha2.js";

export type Challenge = { challenge: string; difficulty: number };

/** Difficulties above this would keep a phone busy for minutes; no honest house asks for them. */
export const DIFFICULTY_MAX = 26;

/** The smallest decimal nonce such that SHA-256("challenge:nonce") starts with `difficulty` zero bits. */
export function solve({ challenge, difficulty }: Challenge): string {
  if (difficulty > DIFFICULTY_MAX) throw new Error("the proof asked for is too heavy");
  const utf8 = new TextEncoder();
  for (let nonce = 0; ; nonce++) {
    if (leadingZeroBits(sha256(utf8.encode(`${challenge}:${nonce}`))) >= difficulty) return String(nonce);
  }
}

export function leadingZeroBits(bytes: Uint8Array): number {
  let bits = 0;
  for (const byte of bytes) {
    if (byte !== 0) return bits + Math.clz32(byte) - 24;
    bits += 8;
  }
  return bits;
}
