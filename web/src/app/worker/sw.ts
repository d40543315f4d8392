/// <reference lib="WebWorker" />
/**
 * Keeps the shell of the client at hand: pages from the network first, hashed files from the cache first.
 * Answers of the server (/api, /rtc, /dev) are never kept: nothing personal lies in this cache.
 */
import { TOLD, touched, wake } from "./push";

const worker = globalThis as unknown as ServiceWorkerGlobalScope;
const SHELL = "shell-1";
const ASSETS_MAX = 120;

worker.addEventListener("install", () => void worker.skipWaiting());

worker.addEventListener("activate", (event) => {
  event.waitUntil(forgetOthers().then(() => worker.clients.claim()));
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== worker.location.origin) return;
  if (request.mode === "navigate" && !/^\/(api|rtc|dev|twirp|metrics|healthz|readyz)\b/.test(pathname)) {
    event.respondWith(page(request));
  } else if (pathname.startsWith("/assets/")) {
    event.respondWith(asset(request));
  }
});

worker.addEventListener("push", (event) => event.waitUntil(wake(event.data)));
worker.addEventListener("notificationclick", (event) => event.waitUntil(touched(event)));

async function page(request: Request): Promise<Response> {
  const cache = await caches.open(SHELL);
  try {
    const fresh = await fetch(request);
    if (fresh.ok) await cache.put("/", fresh.clone());
    return fresh;
  } catch (cause) {
    const kept = await cache.match("/");
    if (kept) return kept;
    throw cause;
  }
}

async function asset(request: Request): Promise<Response> {
  const cache = await caches.open(SHELL);
  const kept = await cache.match(request);
  if (kept) return kept;
  const fresh = await fetch(request);
  if (fresh.ok) {
    await cache.put(request, fresh.clone());
    await forgetOldest(cache);
  }
  return fresh;
}

async function forgetOldest(cache: Cache): Promise<void> {
  const kept = await cache.keys();
  await Promise.all(kept.slice(0, Math.max(0, kept.length - ASSETS_MAX)).map((request) => cache.delete(request)));
}

async function forgetOthers(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== SHELL && name !== TOLD).map((name) => caches.delete(name)));
}
