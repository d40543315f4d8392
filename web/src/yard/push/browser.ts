/** What this browser can do about being woken. Nothing here is called but by a press of its person. */

/** Where the worker finds the language of the page. */
const TOLD = "told-1";
const LANGUAGE = "/worker/language";

export type Ability = "able" | "denied" | "unsupported";

export function ability(): Ability {
  if (!("serviceWorker" in navigator) || !("PushManager" in globalThis) || !("Notification" in globalThis)) return "unsupported";
  return Notification.permission === "denied" ? "denied" : "able";
}

/** Asks the person by the browser, then its push service for an address. */
export async function subscribe(key: string, language: string): Promise<PushSubscription | "denied" | "no_service"> {
  if ((await Notification.requestPermission()) !== "granted") return "denied";
  await tellWorker(language);
  const worker = await navigator.serviceWorker.ready;
  try {
    return await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key) });
  } catch {
    return "no_service";
  }
}

/** Gives the address back to the push service of the browser. */
export async function unsubscribe(): Promise<void> {
  const worker = await navigator.serviceWorker?.getRegistration();
  await (await worker?.pushManager.getSubscription())?.unsubscribe();
}

async function tellWorker(language: string): Promise<void> {
  await (await caches.open(TOLD)).put(LANGUAGE, new Response(language));
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (sign) => sign.codePointAt(0) ?? 0);
}
