/**
 * A pack: values in one file that a passphrase opens, and nothing else. They are compressed and sealed with AES-256-GCM
 * under a key that PBKDF2-HMAC-SHA-256 makes of the passphrase (rounds as OWASP advises, 2023). The rounds stand in the
 * file and are part of what is authenticated.
 */
import { fromBase64, toBase64 } from "@/api/base64";

type Bytes = Uint8Array<ArrayBuffer>;
type Head = { format: typeof FORMAT; rounds: number; salt: string; iv: string };
type Packed = Head & { box: string };

const FORMAT = "courtyard-pack/1";
const ROUNDS = 600_000;
/** More than this no pack of ours has; a forged one may not keep the browser busy for long. */
const ROUNDS_MAX = 5_000_000;

/** The fewest signs of a passphrase. */
export const PASSPHRASE_MIN = 10;

/** The file was changed, is no pack, or the passphrase is another. */
export class NotOpened extends Error {}

const utf8 = new TextEncoder();

export async function pack(value: unknown, passphrase: string): Promise<string> {
  const [salt, iv] = [crypto.getRandomValues(new Uint8Array(16)), crypto.getRandomValues(new Uint8Array(12))];
  const head: Head = { format: FORMAT, rounds: ROUNDS, salt: toBase64(salt), iv: toBase64(iv) };
  const plain = await through(utf8.encode(JSON.stringify(value)), new CompressionStream("gzip"));
  const key = await keyOf(passphrase, salt, ROUNDS);
  const box = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: said(head) }, key, plain);
  return JSON.stringify({ ...head, box: toBase64(new Uint8Array(box)) });
}

export async function unpack(text: string, passphrase: string): Promise<unknown> {
  const whole = asPack(text);
  if (!whole) throw new NotOpened("no pack");
  const { box, ...head } = whole;
  try {
    const key = await keyOf(passphrase, fromBase64(head.salt), head.rounds);
    const iv = fromBase64(head.iv);
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: said(head) }, key, fromBase64(box));
    const value = await through(new Uint8Array(plain), new DecompressionStream("gzip"));
    return JSON.parse(new TextDecoder().decode(value)) as unknown;
  } catch {
    throw new NotOpened("another passphrase, or a file that was changed");
  }
}

function asPack(text: string): Packed | undefined {
  try {
    const { format, rounds, salt, iv, box } = JSON.parse(text) as Record<string, unknown>;
    const is = typeof salt === "string" && typeof iv === "string" && typeof box === "string" && typeof rounds === "number";
    if (format !== FORMAT || !is || !Number.isSafeInteger(rounds) || rounds < 1 || rounds > ROUNDS_MAX) return undefined;
    return { format: FORMAT, rounds, salt, iv, box };
  } catch {
    return undefined;
  }
}

function said({ format, rounds, salt, iv }: Head): Bytes {
  return utf8.encode([format, rounds, salt, iv].join(" "));
}

async function keyOf(passphrase: string, salt: Bytes, iterations: number): Promise<CryptoKey> {
  const typed = await crypto.subtle.importKey("raw", utf8.encode(passphrase.normalize("NFKC")), "PBKDF2", false, ["deriveKey"]);
  return await crypto.subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations }, typed, { name: "AES-GCM", length: 256 }, false, [
    "encrypt",
    "decrypt",
  ]);
}

async function through(bytes: Bytes, change: CompressionStream | DecompressionStream): Promise<Bytes> {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(change)).arrayBuffer());
}
