/// <reference lib="WebWorker" />
/**
 * What the worker does when a push wakes it. A push says of which kind something waits, and nothing else; who wrote is
 * asked of the house, by whoever is signed in here. A notification says neither names nor what was written: it may be read
 * by whoever passes by.
 */
import en from "./worker.en.json";
import zh from "./worker.zh.json";

const worker = globalThis as unknown as ServiceWorkerGlobalScope;

/** Where the page leaves its language for the worker, which sees neither page nor memory of pages. */
export const TOLD = "told-1";
const LANGUAGE = "/worker/language";

const kinds = ["message", "urgent", "meeting", "call", "notice", "trial"] as const;
type Kind = (typeof kinds)[number];
type Words = typeof zh;
type Waiting = { readonly messages: number; readonly conversation: string | undefined };
/** What a notification carries for the moment when somebody touches it. */
type Carried = { readonly to: string; readonly conversation: string | undefined };
/** Replies in the notification are not in the library's types: few browsers know them. */
type Action = { readonly action: string; readonly title: string; readonly type?: "text"; readonly placeholder?: string };
type Options = NotificationOptions & { readonly renotify?: boolean; readonly actions?: readonly Action[]; readonly badge?: string };

/** A push came. Whoever looks at a page knows already, but for what was tried or is urgent. */
export async function wake(data: PushMessageData | null): Promise<void> {
  const kind = kindOf(data);
  const open = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const isLooking = open.some(({ visibilityState }) => visibilityState === "visible");
  if (isLooking && kind !== "trial" && kind !== "urgent") return;
  const waiting = await ask();
  await badge(waiting.messages);
  await show(kind, waiting, await words());
}

async function show(kind: Kind, waiting: Waiting, say: Words): Promise<void> {
  const isMessage = kind === "message" || kind === "urgent";
  const { conversation } = waiting;
  const to = kind === "call" ? "/chats" : isMessage ? (conversation ? `/chats/${conversation}` : "/chats") : kind === "meeting" ? "/home" : "/notices";
  const body = kind === "message" && waiting.messages > 1 ? say.messages.replace("{count}", String(waiting.messages)) : say[kind];
  const carried: Carried = { to, conversation };
  const reply: readonly Action[] = isMessage && conversation ? [{ action: "reply", type: "text", title: say.reply, placeholder: say.reply_hint }] : [];
  const options: Options = { body, tag: kind, renotify: true, icon: "/icons/courtyard-192.png", badge: "/icons/courtyard-192.png", data: carried, actions: reply };
  await worker.registration.showNotification(say.house, options as NotificationOptions);
}

/** Somebody touched a notification: a reply is sent, everything else asks first and only then goes there. */
export async function touched(event: NotificationEvent): Promise<void> {
  event.notification.close();
  const carried = event.notification.data as Carried | undefined;
  const text = (event as NotificationEvent & { reply?: string }).reply?.trim();
  if (event.action === "reply" && text && carried?.conversation) {
    if (await send(carried.conversation, text)) return;
    await worker.registration.showNotification((await words()).house, { body: (await words()).unsent, tag: "unsent", data: carried });
    return;
  }
  await go(`/pushed?to=${encodeURIComponent(carried?.to ?? "/home")}`);
}

async function go(path: string): Promise<void> {
  const [known] = await worker.clients.matchAll({ type: "window" });
  if (!known) {
    await worker.clients.openWindow(path);
    return;
  }
  const there = await known.navigate(path);
  await there?.focus().catch(() => undefined); // without a touch of its own a browser lets nobody come to the front
}

async function send(conversation: string, text: string): Promise<boolean> {
  const mark = `push-${crypto.randomUUID()}`;
  const headers = { "Content-Type": "application/json", "X-Courtyard": "1", "Idempotency-Key": crypto.randomUUID() };
  const asked = fetch(`/api/v1/conversations/${conversation}/messages`, { method: "POST", headers, credentials: "same-origin", body: JSON.stringify({ mark, text }) });
  return await asked.then(({ ok }) => ok).catch(() => false);
}

/** What waits, as the house says; nothing where it cannot be asked. */
async function ask(): Promise<Waiting> {
  const nothing = { messages: 0, conversation: undefined };
  try {
    const asked = await fetch("/api/v1/conversations", { credentials: "same-origin" });
    if (!asked.ok) return nothing;
    const { items } = (await asked.json()) as { items: { id: string; unread: number; present: boolean }[] };
    const unread = items.filter((one) => one.present && one.unread > 0);
    return { messages: unread.reduce((sum, one) => sum + one.unread, 0), conversation: unread.length === 1 ? unread[0]?.id : undefined };
  } catch {
    return nothing;
  }
}

/** The number on the icon of the installed app, where a browser has one. */
async function badge(count: number): Promise<void> {
  const own = navigator as WorkerNavigator & { setAppBadge?: (count: number) => Promise<void> };
  await own.setAppBadge?.(count).catch(() => undefined);
}

function kindOf(data: PushMessageData | null): Kind {
  try {
    const said = data?.json() as { kind?: string } | undefined;
    return kinds.find((one) => one === said?.kind) ?? "notice";
  } catch {
    return "notice";
  }
}

async function words(): Promise<Words> {
  const told = await (await caches.open(TOLD)).match(LANGUAGE);
  return (await told?.text()) === "en" ? en : zh;
}
