/**
 * Codes that this phone makes by itself, without the house: an HMAC of eight bytes for each door, under a key of this pass at
 * that door alone, with the house's last word behind it. The form is that of `crates/pass/src/code.rs`.
 */
import { fromBase64 } from "@/api/base64";

const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const PREFIX = "CY1:";
/** Doors that one code is for. */
const DOORS_MAX = 16;
/** A new code each half minute; it is good for a whole one. */
export const EACH_MS = 30_000;

/** What the house gave this phone: numbers and keys in base64url. */
export type CodeOf = { pass: string; secret: string; doors: readonly string[]; slip: string };

export type Bytes = Uint8Array<ArrayBuffer>;

/** The code of an instant, in whole seconds since the epoch. */
export async function freshCode({ pass, secret, doors, slip }: CodeOf, made: number): Promise<string> {
  if (doors.length > DOORS_MAX) throw new Error("a code is for sixteen doors at most");
  const [id, own, behind, at] = [bytes(pass), bytes(secret), slip === "" ? new Uint8Array() : letters(slip), seconds(made)];
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", behind));
  const parts: Bytes[] = [ascii("F"), id, at, Uint8Array.of(doors.length)];
  for (const door of doors.map(bytes)) {
    const key = await hmac(own, joined([ascii("courtyard code key 1\0"), door]));
    const mac = await hmac(key, joined([ascii("courtyard code 1\0"), id, at, digest]));
    parts.push(door.slice(-4), mac.slice(0, 8));
  }
  return PREFIX + base45(joined([...parts, behind]));
}

export async function hmac(key: Bytes, said: Bytes): Promise<Bytes> {
  const imported = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, said));
}

export const ascii = (text: string): Bytes => Uint8Array.from(text, (sign) => sign.charCodeAt(0));
export const bytes = (text: string): Bytes => fromBase64(text.replaceAll("-", "+").replaceAll("_", "/"));

function seconds(made: number): Bytes {
  const four = new Uint8Array(4);
  new DataView(four.buffer).setUint32(0, made);
  return four;
}

export function joined(parts: readonly Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Bytes as the letters that a code to be scanned holds best (RFC 9285). */
function base45(plain: Bytes): string {
  let text = "";
  for (let at = 0; at < plain.length; at += 2) {
    const [high = 0, low] = plain.subarray(at, at + 2);
    let number = low === undefined ? high : high * 256 + low;
    for (let letter = low === undefined ? 2 : 3; letter > 0; letter--) {
      text += LETTERS[number % 45];
      number = Math.floor(number / 45);
    }
  }
  return text;
}

/** The bytes of a slip; the house made it, so it is one. */
function letters(slip: string): Bytes {
  const text = slip.slice(PREFIX.length);
  const plain: number[] = [];
  for (let at = 0; at < text.length; at += 3) {
    const group = Array.from(text.slice(at, at + 3), (letter) => LETTERS.indexOf(letter));
    const number = group.reduceRight((sum, value) => sum * 45 + value, 0);
    if (group.length === 3) plain.push(number >> 8);
    plain.push(number & 255);
  }
  return Uint8Array.from(plain);
}
