/** The only door to the server: no other file of the client asks it anything by HTTP. */
import createClient, { type Middleware } from "openapi-fetch";
import type { Beside } from "./beside";
import { Refusal } from "./refusal";
import type { operations, paths } from "./schema.gen";

/** What an operation answers when it says yes, by the operationId that never changes. */
export type Answer<Op extends keyof operations> = JsonOf<Success<operations[Op]["responses"]>>;

/** What an operation wants in its body. */
export type Ask<Op extends keyof operations> = operations[Op] extends {
  requestBody?: { content: infer Content } | undefined;
}
  ? Content[keyof Content]
  : never;

type Success<Responses> = Responses[Extract<keyof Responses, 200 | 201>];
type JsonOf<Response> = Response extends { content: { "application/json": infer Json } } ? Json : never;

const marks: Middleware = {
  onRequest({ request, schemaPath }) {
    // What the page has no sentence for, the server says in the language of the page.
    request.headers.set("Accept-Language", globalThis.document?.documentElement.lang || "zh-CN");
    if (request.method === "GET") return request;
    request.headers.set("X-Courtyard", "1");
    // An archive is larger than what may be repeated by a key; taking it twice is taking it once.
    // What is compared with an address book is kept nowhere, not even for a repetition.
    if (request.method === "POST" && !/^\/api\/v1\/(me\/import|contact-book)/.test(schemaPath)) request.headers.set("Idempotency-Key", freshKey());
    return request;
  },
};

/** The last on the way out: what is sensitive goes in an envelope. The means for it are fetched when first needed. */
const envelope: Middleware = {
  async onRequest({ request, schemaPath }) {
    if (request.method === "GET") return undefined;
    const { fetchSealed, isSealed } = await import("./seal");
    return isSealed(request.method, schemaPath) ? await fetchSealed(request) : undefined;
  },
};

export const api = createClient<Omit<paths, keyof Beside> & Beside>({ baseUrl: globalThis.location?.origin ?? "", credentials: "same-origin" });
api.use(marks, envelope);

/** Waits for an answer; a refusal of the server is thrown as `Refusal`. */
export async function answer<T>(asked: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const reply = await asked.catch((cause: unknown) => {
    if (cause instanceof Refusal || (cause instanceof DOMException && cause.name === "AbortError")) throw cause;
    throw Refusal.unreachable();
  });
  if (!reply.response.ok) throw Refusal.from(reply.response.status, reply.error);
  return reply.data as T;
}

/** Headers of a guest, who carries a token instead of a cookie. */
export function asGuest(token: string | null | undefined): { headers?: { Authorization: string } } {
  return token ? { headers: { Authorization: `Bearer ${token}` } } : {};
}

/** Whether an address of the media engine takes us; thrown where nothing answers. It speaks no JSON of ours. */
export async function reach(address: URL): Promise<boolean> {
  const reply = await fetch(address, { cache: "no-store", credentials: "omit" }).catch(() => {
    throw Refusal.unreachable();
  });
  return reply.ok;
}

function freshKey(): string {
  // randomUUID exists only where the page is served securely; a house on a LAN may still lack its certificate.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
