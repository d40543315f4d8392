/** Bytes that may be given to the cryptography of the browser. */
export type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();

/** What each derived value is for, so that none stands for another. */
export const HKDF_INFO = {
  check: encoder.encode("courtyard recovery check 1"),
  archive: encoder.encode("courtyard recovery archive 1"),
  safety: encoder.encode("courtyard safety number 1"),
};

/** All of them behind one another. */
export function bytesOf(parts: readonly Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The sixteen bytes of an id of the house, whose text is a kind and a UUID; they are the id of its group. */
export function idBytes(id: string): Bytes {
  const digits = id.slice(id.lastIndexOf("_") + 1).replaceAll("-", "");
  const bytes = digits.match(/../g)?.map((pair) => Number.parseInt(pair, 16)) ?? [];
  return Uint8Array.from(bytes);
}
