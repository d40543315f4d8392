import { toBase64 } from "@/api/base64";

/** The bytes of a signed sheet in base64. */
export async function inBase64(file: File): Promise<string> {
  return toBase64(new Uint8Array(await file.arrayBuffer()));
}
