/** Being told on a device: nothing starts by itself, and a notification that is touched asks before it leads anywhere. */
import type { CDPSession, Page, Worker } from "@playwright/test";
import { begin, colleagues, shown, write } from "../kit/chats";
import { proved } from "../kit/proofs";
import { accessible, desk, expect, phone, test } from "../kit/test";
import { word } from "../kit/words";

type Counted = { permission: number; subscribe: number };

/** Counts what a page asks of the browser about notifications. */
async function watch(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const counted = { permission: 0, subscribe: 0 };
    Object.assign(globalThis, { counted });
    const ask = Notification.requestPermission.bind(Notification);
    Notification.requestPermission = async () => {
      counted.permission += 1;
      return await ask();
    };
    const subscribe = PushManager.prototype.subscribe;
    PushManager.prototype.subscribe = async function count(options) {
      counted.subscribe += 1;
      return await subscribe.call(this, options);
    };
  });
}

const counted = async (page: Page) => await page.evaluate(() => (globalThis as unknown as { counted: Counted }).counted);
const notifications = async (page: Page) =>
  await page.evaluate(async () => {
    const all = (await (await navigator.serviceWorker.getRegistration())?.getNotifications()) ?? [];
    return all.map(({ title, body, data }) => ({ title, body, to: (data as { to?: string } | null)?.to }));
  });

/** The means to hand the worker a push, as the push service of the browser does. */
async function pusher(page: Page): Promise<(kind: string) => Promise<void>> {
  const session: CDPSession = await page.context().newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const known = registrations.find((one: { isDeleted: boolean }) => !one.isDeleted);
      if (known) resolve(known.registrationId);
    });
  });
  await session.send("ServiceWorker.enable");
  const registrationId = await registered;
  const origin = new URL(page.url()).origin;
  return async (kind) => {
    await session.send("ServiceWorker.deliverPushMessage", { origin, registrationId, data: JSON.stringify({ kind }) });
  };
}

/** What a worker has that a page has not. */
type Scope = EventTarget & {
  registration: ServiceWorkerRegistration;
  NotificationEvent: new (type: string, about: { notification: Notification }) => Event;
};

/** Touches the only notification there is. */
async function touch(worker: Worker): Promise<void> {
  await worker.evaluate(async () => {
    const scope = globalThis as unknown as Scope;
    const [notification] = await scope.registration.getNotifications();
    if (!notification) throw new Error("no notification");
    scope.dispatchEvent(new scope.NotificationEvent("notificationclick", { notification }));
  });
}

test("nothing starts by itself, a push says nothing, and touching it asks before it opens anything (proves: DB-020)", async ({ arrive }) => {
  const [ana, bo] = await colleagues(arrive, ["李安娜", desk], ["王波", phone]);
  const { page } = bo;
  await watch(page);
  await bo.context.grantPermissions(["notifications"]);
  await begin(ana, [bo]);

  await test.step("signed in, with everything allowed, nothing is asked and nothing runs in the background", async () => {
    for (const path of ["/home", "/chats", "/notices", "/settings"]) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
      expect(await counted(page)).toEqual({ permission: 0, subscribe: 0 });
    }
    const background = await page.evaluate(async () => {
      const ready = (await navigator.serviceWorker.ready) as ServiceWorkerRegistration & {
        periodicSync?: { getTags: () => Promise<string[]> };
        sync?: { getTags: () => Promise<string[]> };
      };
      const tags = [await ready.periodicSync?.getTags(), await ready.sync?.getTags()].flatMap((some) => some ?? []);
      return { tags, subscribed: Boolean(await ready.pushManager.getSubscription()) };
    });
    expect(background).toEqual({ tags: [], subscribed: false });
  });

  await test.step("one press asks; where the browser's service cannot be reached, that is said and nothing is kept", async () => {
    await page.goto("/notices");
    await expect(page.getByRole("heading", { name: word("push.title") })).toBeVisible();
    await accessible(page);
    await bo.picture("push-phone");
    await page.getByRole("button", { name: word("push.ask"), exact: true }).click();
    await expect(page.getByText(word("push.no_service"))).toBeVisible();
    expect(await counted(page)).toEqual({ permission: 1, subscribe: 1 });
    const kept = (await (await page.request.get("/api/v1/me/push")).json()) as { devices: unknown[]; on: boolean };
    expect([kept.devices, kept.on]).toEqual([[], false]);
  });

  const push = await pusher(page);
  await test.step("whoever looks is not told again", async () => {
    await push("message");
    expect(await notifications(page)).toEqual([]);
  });

  await test.step("whoever does not is told that something waits, not who wrote or what", async () => {
    await page.goto("about:blank");
    await write(ana, "canary-Sanderling");
    await expect.poll(async () => await shown(ana.page)).toEqual(["canary-Sanderling"]);
    await push("message");
    await page.goto("/policy");
    await expect.poll(async () => (await notifications(page)).length).toBe(1);
    const [told] = await notifications(page);
    expect(told?.to).toMatch(/^\/chats\/conversation_/);
    expect(JSON.stringify(told)).not.toMatch(/Sanderling|安娜/);
  });

  const worker = bo.context.serviceWorkers()[0];
  if (!worker) throw new Error("there is no worker");
  await test.step("touching it asks, and a no leads nowhere", async () => {
    await page.goto("/home");
    await touch(worker);
    await page.waitForURL(/\/pushed/);
    await expect(page.getByRole("alertdialog", { name: word("push.ask_title") })).toBeVisible();
    await expect(page.getByText("canary-Sanderling")).toHaveCount(0);
    await accessible(page);
    await bo.picture("pushed-phone");
    await page.getByRole("button", { name: word("push.ask_stay"), exact: true }).click();
    await page.waitForURL(/\/home/);
  });

  await test.step("a yes leads to the conversation; ticked, the next one opens at once", async () => {
    const to = /\/chats\/conversation_/;
    await page.goto("about:blank");
    await write(ana, "第二句");
    await expect.poll(async () => (await shown(ana.page)).length).toBe(2);
    await push("message");
    await page.goto("/home");
    await expect.poll(async () => (await notifications(page)).length).toBe(1);
    await touch(worker);
    await page.getByText(word("push.ask_always")).click();
    await page.getByRole("button", { name: word("push.ask_go"), exact: true }).click();
    await page.waitForURL(to);
    await expect(page.getByText("canary-Sanderling").last()).toBeVisible();
    await page.goto("/pushed?to=%2Fnotices");
    await page.waitForURL(/\/notices/);
    await page.goto("/pushed?to=https%3A%2F%2Fevil.example");
    await page.waitForURL(/\/home/);
  });
  for (const person of [ana, bo]) expect(person.mistakes).toEqual([]);
  proved("DB-020", ["push.standing", "conversation.list", "message.send"]);
});
