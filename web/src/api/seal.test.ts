import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api } from "./client";
import { ENVELOPE, fetchSealed } from "./seal";
import { SEALED } from "./sealed";
import { browserPair } from "./x25519";

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");
const secrets = ["13800000001", "271828", "王芳"];
let sent: { url: string; type: string | null; body: string }[] = [];

/** What stands on the way sees this, and answers so. */
function line(answer: (url: string, tries: number) => Response): void {
  sent = [];
  vi.stubGlobal("fetch", async (to: string | URL | Request, init?: RequestInit) => {
    const request = new Request(to, init);
    const body = await request.text();
    sent.push({ url: request.url, type: request.headers.get("content-type"), body });
    return answer(request.url, sent.filter(({ type }) => type === ENVELOPE).length);
  });
}

let published: Response;
beforeEach(async () => {
  const pair = await browserPair();
  const now = Date.now();
  const time = (ms: number) => new Date(ms).toISOString();
  published = Response.json({ suite: "", key: "k1", public: base64(pair.publicKey), now: time(now), until: time(now + 60_000) });
});
afterEach(() => vi.unstubAllGlobals());

const wish = () =>
  new Request("http://house.example/api/v1/session/open", {
    method: "POST",
    headers: { "content-type": "application/json", "x-courtyard": "1" },
    body: JSON.stringify({ phone: secrets[0], code: secrets[1], name: secrets[2] }),
  });

test("the list is that of the contract", () => {
  type Document = { paths: Record<string, Record<string, { "x-sealed"?: boolean }>> };
  const { paths } = JSON.parse(readFileSync(new URL("../../../docs/openapi.json", import.meta.url), "utf8")) as Document;
  const marked = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, operation]) => (operation["x-sealed"] ? [`${method.toUpperCase()} ${path}`] : [])),
  );
  expect([...SEALED].sort()).toEqual(marked.sort());
});

test("what leaves the page is ciphertext", async () => {
  line((url) => (url.endsWith("/seal") ? published.clone() : new Response(null, { status: 204 })));
  await fetchSealed(wish());
  const envelope = sent.find(({ type }) => type === ENVELOPE);
  expect(Object.keys(JSON.parse(envelope?.body ?? "{}") as object)).toEqual(["key", "enc", "box"]);
  for (const { body } of sent) for (const secret of secrets) expect(body).not.toContain(secret);
});

test("as many pictures as the house takes are sealed", async () => {
  line((url) => (url.endsWith("/seal") ? published.clone() : new Response(null, { status: 204 })));
  const body = JSON.stringify({ pictures: "A".repeat(260 * 1_024) });
  const headers = { "content-type": "application/json", "x-courtyard": "1" };
  await fetchSealed(new Request("http://house.example/api/v1/orgs/org_1/attendance/face", { method: "PUT", headers, body }));
  const { box } = JSON.parse(sent.find(({ type }) => type === ENVELOPE)?.body ?? "{}") as { box?: string };
  expect(box?.length).toBeGreaterThan(340 * 1_024);
});

test("the client seals by itself what the list names, and nothing else", async () => {
  line((url) => (url.endsWith("/seal") ? published.clone() : new Response(null, { status: 204 })));
  const house = { baseUrl: "http://house.example", fetch: async (request: Request) => await fetch(request) };
  await api.PATCH("/api/v1/me", { ...house, body: { name: secrets[2] ?? "" } });
  await api.POST("/api/v1/session/challenge", house);
  const kinds = sent.filter(({ url }) => !url.endsWith("/seal")).map(({ url, type }) => [new URL(url).pathname, type === ENVELOPE]);
  expect(kinds).toEqual([
    ["/api/v1/me", true],
    ["/api/v1/session/challenge", false],
  ]);
  for (const { body } of sent) expect(body).not.toContain(secrets[2]);
});

test("a key that is gone is asked for anew, once", async () => {
  line((url) => (url.endsWith("/seal") ? published.clone() : Response.json({ code: "seal.key_unknown" }, { status: 409 })));
  const answer = await fetchSealed(wish());
  expect(answer.status).toBe(409);
  expect(sent.filter(({ type }) => type === ENVELOPE).length).toBe(2);
  expect(new Set(sent.filter(({ type }) => type === ENVELOPE).map(({ body }) => body)).size).toBe(2);
});

test("an answer that was not sealed to us is not taken", async () => {
  line((url) => (url.endsWith("/seal") ? published.clone() : Response.json({ person: { name: "Eve" } })));
  await expect(fetchSealed(wish())).rejects.toThrow("plain");
  const forged = { iv: base64(new Uint8Array(12)), box: base64(new Uint8Array(40)) };
  line((url) => (url.endsWith("/seal") ? published.clone() : new Response(JSON.stringify(forged), { headers: { "content-type": ENVELOPE } })));
  await expect(fetchSealed(wish())).rejects.toThrow();
});

test("a page that cannot seal says so and sends nothing", async () => {
  line(() => new Response(null, { status: 204 }));
  vi.stubGlobal("crypto", { getRandomValues: (bytes: Uint8Array) => bytes });
  await expect(fetchSealed(wish())).rejects.toMatchObject({ code: "seal.unsupported" });
  expect(sent).toEqual([]);
});
