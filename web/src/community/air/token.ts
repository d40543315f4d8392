/**
 * What this phone answers to a door over Bluetooth: the number of the pass, and an HMAC over the nonce that the door gave it, by the key
 * of this pass at that door alone. The form is that of `crates/pass/src/keys.rs`.
 */
import { ascii, type Bytes, bytes, hmac, joined } from "@/community/doors/fresh";

export async function tokenFor({ pass, secret }: { pass: string; secret: string }, door: string, nonce: Bytes): Promise<Bytes> {
  const [id, at] = [bytes(pass), bytes(door)];
  const key = await hmac(bytes(secret), joined([ascii("courtyard code key 1\0"), at]));
  return joined([id, await hmac(key, joined([ascii("courtyard token 1\0"), at, id, nonce]))]);
}

/** The service that a door announces: its own number. */
export function serviceOf(door: string): string {
  const hex = Array.from(bytes(door), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
