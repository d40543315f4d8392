/**
 * Uploads by tus 1.0.0: begun once, then part by part from where the house says that it stands. What the OpenAPI document
 * cannot type, headers in and out, is asked for here and nowhere else.
 */
import { toBase64 } from "./base64";
import { Refusal } from "./refusal";

export type UploadHead = {
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  readonly millis?: number | undefined;
  readonly wave?: readonly number[] | undefined;
};

const ours = { "X-Courtyard": "1", "Tus-Resumable": "1.0.0" };

async function ask(path: string, method: string, headers: Record<string, string>, body?: Blob, signal?: AbortSignal): Promise<Response> {
  const language = document.documentElement.lang || "zh-CN";
  const init: RequestInit = { method, headers: { ...ours, "Accept-Language": language, ...headers }, credentials: "same-origin" };
  if (body) init.body = body;
  if (signal) init.signal = signal;
  const reply = await fetch(path, init).catch((cause: unknown) => {
    if (signal?.aborted) throw cause;
    throw Refusal.unreachable();
  });
  if (!reply.ok) throw Refusal.from(reply.status, await reply.json().catch(() => undefined));
  return reply;
}

/** Begins an upload into a conversation; answers where it goes on. */
export async function beginUpload(conversation: string, head: UploadHead): Promise<string> {
  const said: [string, string | undefined][] = [
    ["filename", toBase64(new TextEncoder().encode(head.name))],
    ["filetype", toBase64(new TextEncoder().encode(head.type))],
    ...(["width", "height", "millis"] as const).map((name): [string, string | undefined] => [name, head[name] ? btoa(String(Math.round(head[name]))) : undefined]),
    ["wave", head.wave && toBase64(Uint8Array.from(head.wave))],
  ];
  const metadata = said.flatMap(([key, value]) => (value ? [`${key} ${value}`] : [])).join(",");
  const reply = await ask(`/api/v1/conversations/${conversation}/files`, "POST", { "Upload-Length": String(head.size), "Upload-Metadata": metadata });
  const path = reply.headers.get("Location");
  if (!path) throw Refusal.unreachable();
  return path;
}

/** How much of it the house has. */
export async function standingOf(path: string, signal?: AbortSignal): Promise<number> {
  return offsetIn(await ask(path, "HEAD", {}, undefined, signal));
}

/** The next part; answers how much the house has now. */
export async function appendUpload(path: string, offset: number, part: Blob, signal: AbortSignal): Promise<number> {
  const headers: Record<string, string> = { "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" };
  // Only where the page is served securely; elsewhere the line's own sums have to do.
  if (globalThis.crypto?.subtle) {
    const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", await part.arrayBuffer()));
    headers["Upload-Checksum"] = `sha256 ${toBase64(sum)}`;
  }
  return offsetIn(await ask(path, "PATCH", headers, part, signal));
}

/** Gives it up. */
export async function dropUpload(path: string): Promise<void> {
  await ask(path, "DELETE", {});
}

/** A small picture of it. */
export async function showUpload(path: string, picture: Blob): Promise<void> {
  await ask(`${path}/preview`, "PUT", { "Content-Type": picture.type }, picture);
}

function offsetIn(reply: Response): number {
  return Number(reply.headers.get("Upload-Offset") ?? 0);
}
