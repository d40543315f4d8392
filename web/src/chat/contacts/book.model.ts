/**
 * An address book compared blind (RFC 9497): each number is blinded here, the house evaluates what it cannot read, and the
 * outcome is looked for in the published set. Of the book nothing else leaves, and nothing is kept.
 */
import { ristretto255_oprf } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";

type Bytes = Uint8Array;
/** Somebody of the book, as it names him. */
export type Entry = { name: string; phone: string };
/** What the house is asked. */
export type Asked = {
  blind(elements: string[]): Promise<string[]>;
  set(): Promise<string>;
};

export const PAGE = 100;
const ENTRY = 32;
const utf8 = new TextEncoder();

/** E.164 as the house writes it; nothing where it is no mobile number. */
export function e164(typed: string): string | undefined {
  const plain = typed.replace(/[\s().-]/g, "").replace(/^00/, "+");
  if (/^1[3-9]\d{9}$/.test(plain)) return `+86${plain}`;
  return /^\+[1-9]\d{7,14}$/.test(plain) ? plain : undefined;
}

/** The people of a vCard file that have a number; the first number of each. */
export function readVcards(text: string): Entry[] {
  const cards = text.replace(/\r\n?/g, "\n").replace(/\n[ \t]/g, "").split(/BEGIN:VCARD/i).slice(1);
  return cards.flatMap((card) => {
    const name = /^FN[^:\n]*:(.*)$/im.exec(card)?.[1]?.trim();
    const phone = /^(?:item\d+\.)?TEL[^:\n]*:(?:tel:)?(.*)$/im.exec(card)?.[1];
    const number = phone && e164(phone);
    return number ? [{ name: name || number, phone: number }] : [];
  });
}

/** Numbers that somebody typed or pasted, one a line. */
export function readTyped(text: string): Entry[] {
  return text.split(/[\n,;，；]/).flatMap((line) => {
    const phone = e164(line);
    return phone ? [{ name: line.trim(), phone }] : [];
  });
}

/** Which of these are here and let themselves be found, each with the ticket by which the house is asked who it is. */
export async function match(entries: readonly Entry[], asked: Asked): Promise<{ entry: Entry; ticket: string }[]> {
  const set = setOf(bytesOf(await asked.set()));
  const found: { entry: Entry; ticket: string }[] = [];
  for (let from = 0; from < entries.length; from += PAGE) {
    const page = entries.slice(from, from + PAGE);
    const blinded = page.map(({ phone }) => ristretto255_oprf.oprf.blind(utf8.encode(phone)));
    const evaluated = await asked.blind(blinded.map(({ blinded: element }) => base64(element)));
    page.forEach((entry, at) => {
      const [one, element] = [blinded[at], evaluated[at]];
      if (!one || !element) return;
      const outcome = ristretto255_oprf.oprf.finalize(utf8.encode(entry.phone), one.blind, bytesOf(element));
      const masked = set.get(hex(part("tag", outcome)));
      const mask = part("mask", outcome);
      if (masked) found.push({ entry, ticket: base64(masked.map((byte, place) => byte ^ (mask[place] ?? 0))) });
    });
  }
  return found;
}

function setOf(bytes: Bytes): Map<string, Bytes> {
  const set = new Map<string, Bytes>();
  for (let at = 0; at + ENTRY <= bytes.length; at += ENTRY) set.set(hex(bytes.subarray(at, at + 16)), bytes.subarray(at + 16, at + ENTRY));
  return set;
}

function part(word: string, outcome: Bytes): Bytes {
  const head = utf8.encode(`courtyard address book ${word}`);
  const whole = new Uint8Array(head.length + outcome.length);
  whole.set(head);
  whole.set(outcome, head.length);
  return sha256(whole).subarray(0, 16);
}

const hex = (bytes: Bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const base64 = (bytes: Bytes) => btoa(String.fromCharCode(...bytes));
const bytesOf = (text: string) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
