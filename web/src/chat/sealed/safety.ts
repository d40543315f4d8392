/**
 * The safety number of two people: sixty digits, thirty of each, that two people compare. Of each the keys of all devices are
 * sorted and hashed with whose they are 5,200 times by SHA-512, so that a second set of keys with the same digits is not found.
 */
import { HKDF_INFO, bytesOf, type Bytes } from "./bytes";

const ROUNDS = 5_200;
const GROUPS = 6;

/** Somebody, and what his devices sign by. */
export interface Party {
  person: string;
  keys: readonly Uint8Array[];
}

function compare(one: Uint8Array, other: Uint8Array): number {
  const at = one.findIndex((byte, index) => byte !== other[index]);
  return at < 0 ? one.length - other.length : (one[at] ?? 0) - (other[at] ?? 0);
}

async function digits({ person, keys }: Party): Promise<string> {
  const own = bytesOf([new TextEncoder().encode(person), ...[...keys].sort(compare)]);
  let hash: Bytes = bytesOf([HKDF_INFO.safety, own]);
  for (let round = 0; round < ROUNDS; round += 1) {
    hash = new Uint8Array(await crypto.subtle.digest("SHA-512", bytesOf([hash, own])));
  }
  const view = new DataView(hash.buffer);
  const groups = Array.from({ length: GROUPS }, (_, at) => {
    // Forty bits of the hash make five digits.
    const value = view.getUint8(at * 5) * 2 ** 32 + view.getUint32(at * 5 + 1);
    return String(value % 100_000).padStart(5, "0");
  });
  return groups.join("");
}

/** The same sixty digits for both, whoever looks. */
export async function safetyNumber(one: Party, other: Party): Promise<string> {
  const [first, second] = one.person < other.person ? [one, other] : [other, one];
  return (await digits(first)) + (await digits(second));
}

/** As a camera reads it from the other's screen: nothing but the number, which is the same for both. */
export function codeOf(number: string): string {
  return `courtyard-safety:${number}`;
}

/** As it is shown: twelve groups of five. */
export function grouped(number: string): string[] {
  return number.match(/.{5}/g) ?? [];
}
