/**
 * Sends a request in an envelope, so that a proxy that ends TLS sees ciphertext, and opens the answer.
 * The house says to which key, and what time it is; it takes an envelope once and only when it was made just now.
 */
import { toBase64Url } from "./base64";
import { sealTo } from "./hpke";
import { Refusal } from "./refusal";
import type { components } from "./schema.gen";
import { SEALED } from "./sealed";
import type { Bytes } from "./x25519";

type SealKey = { id: string; public: Bytes; untilMs: number; aheadMs: number };

export const ENVELOPE = "application/vnd.courtyard.sealed+json";
const INFO = "courtyard sealed request 1";
const ANSWER = "courtyard sealed answer 1";
/** What the house refuses when our key or our idea of its time is too old: asked for anew, once. */
const ANEW: ReadonlySet<string | undefined> = new Set(["seal.key_unknown", "seal.stale"]);

const utf8 = new TextEncoder();
let known: Promise<SealKey> | undefined;

/** Whether an operation of the contract takes its body sealed. */
export function isSealed(method: string, path: string): boolean {
  return SEALED.has(`${method} ${path}`);
}

/** Does what `fetch` does. */
export async function fetchSealed(request: Request): Promise<Response> {
  if (!globalThis.crypto?.subtle) throw Refusal.unsealable();
  const body = await request.clone().text();
  const first = await attempt(request, body);
  if (first.status !== 409 || isEnvelope(first)) return first;
  const problem = (await first.clone().json()) as { code?: string };
  if (!ANEW.has(problem.code)) return first;
  known = undefined;
  return await attempt(request, body);
}

/** `body`: JSON; nothing where the operation takes none, and what is sealed is then empty. */
async function attempt(request: Request, body: string): Promise<Response> {
  const key = await present(request.url);
  const { pathname, search } = new URL(request.url);
  const reply = crypto.getRandomValues(new Uint8Array(32));
  const inside = `{"at":${Math.floor(performance.now() + key.aheadMs)},"reply":"${toBase64Url(reply)}","body":${body || "{}"}}`;
  const place = utf8.encode(`${request.method} ${pathname}${search}`);
  const { enc, box } = await sealTo(key.public, utf8.encode(INFO), place, utf8.encode(inside));
  const headers = new Headers(request.headers);
  headers.set("content-type", ENVELOPE);
  const envelope = JSON.stringify({ key: key.id, enc: toBase64Url(enc), box: toBase64Url(box) });
  const { method, credentials, signal } = request;
  return await opened(await fetch(request.url, { method, credentials, signal, headers, body: envelope }), reply);
}

/** The key of now: asked for at the first request, when it is due, and after a failure. */
async function present(url: string): Promise<SealKey> {
  const asked = (known ??= ask(url));
  try {
    const key = await asked;
    if (performance.now() + key.aheadMs < key.untilMs) return key;
  } catch (cause) {
    if (known === asked) known = undefined;
    throw cause;
  }
  if (known === asked) known = undefined;
  return await (known ??= ask(url));
}

async function ask(url: string): Promise<SealKey> {
  const answer = await fetch(new URL("/api/v1/seal", url), { credentials: "same-origin" });
  if (!answer.ok) throw Refusal.from(answer.status, await answer.json().catch(() => undefined));
  const told = (await answer.json()) as components["schemas"]["SealView"];
  const aheadMs = Date.parse(told.now) - performance.now();
  return { id: told.key, public: unbase64(told.public), untilMs: Date.parse(told.until), aheadMs };
}

function isEnvelope(answer: Response): boolean {
  return answer.headers.get("content-type") === ENVELOPE;
}

/** What came in plain is what the house could not seal: nothing at all, or why the envelope was not opened. */
async function opened(answer: Response, reply: Bytes): Promise<Response> {
  if (!isEnvelope(answer)) {
    if (answer.ok && answer.status !== 204) throw new Error("an answer in plain to a sealed request");
    return answer;
  }
  const sealed = (await answer.json()) as { iv: string; box: string };
  const key = await crypto.subtle.importKey("raw", reply, "AES-GCM", false, ["decrypt"]);
  const additionalData = utf8.encode(`${ANSWER}\n${answer.status}`);
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: unbase64(sealed.iv), additionalData }, key, unbase64(sealed.box));
  const headers = new Headers(answer.headers);
  headers.set("content-type", "application/json");
  headers.delete("content-length");
  return new Response(plain, { status: answer.status, headers });
}

function unbase64(text: string): Bytes {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
}
