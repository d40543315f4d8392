/** Base64 (RFC 4648, section 4) of any number of bytes. */
export function toBase64(bytes: Uint8Array): string {
  let text = "";
  // A call takes so many arguments everywhere; one sign at a time takes long.
  for (let at = 0; at < bytes.length; at += 32_768) text += String.fromCharCode(...bytes.subarray(at, at + 32_768));
  return btoa(text);
}

/** Without padding and with the two signs that addresses may hold (RFC 4648, section 5). */
export const toBase64Url = (bytes: Uint8Array): string => toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

export const inBase64 = async (what: Blob): Promise<string> => toBase64(new Uint8Array(await what.arrayBuffer()));

/** The bytes again; throws where the text is none. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
}
