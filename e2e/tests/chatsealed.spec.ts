/** Sealed conversations, in real browsers: two people, a second device, the recovery key, and what the house has of it. */
import type { Page } from "@playwright/test";
import { button, choose, colleagues } from "../kit/chats";
import { openPeer } from "../kit/peer";
import type { Person } from "../kit/person";
import { accessible, desk, expect, phone, test } from "../kit/test";
import { word } from "../kit/words";

const ours = { "X-Courtyard": "1" };
const idOf = (page: Page) => /conversation_[0-9a-f-]+/.exec(page.url())?.[0] ?? "";
const said = (page: Page, text: string) => page.locator(".sealed-text").filter({ hasText: text });

async function write({ page }: Person, text: string): Promise<void> {
  const field = page.getByLabel(word("sealed.write"), { exact: true });
  await field.fill(text);
  await field.press("Enter");
  await expect(said(page, text)).toBeVisible();
  await expect(page.locator(".waiting-message")).toHaveCount(0);
}

/** Opens the dialog in which a sealed conversation with somebody begins. */
async function toBegin({ page }: Person, other: Person): Promise<void> {
  await page.goto("/chats");
  await button(page, "conversation.new").first().click();
  await choose(page.getByRole("dialog"), other);
  await button(page.getByRole("dialog"), "conversation.start_sealed").click();
}

/** Makes a recovery key, types its end back, and answers it. */
async function makeKey(person: Person, picture?: string): Promise<string> {
  const { page } = person;
  await button(page, "sealed.make").click();
  const shown = page.locator(".sealed-key");
  await expect(shown).toHaveText(/^([0-9A-Z]{4}\s*){14}$/);
  const key = (await shown.innerText()).replace(/\s/g, "");
  if (picture) await person.picture(picture);
  await button(page, "sealed.written").click();
  await page.getByLabel(word("sealed.type_back"), { exact: true }).fill("00000000");
  await button(page, "sealed.done").click();
  await expect(page.getByText(word("sealed.type_wrong"))).toBeVisible();
  await page.getByLabel(word("sealed.type_back"), { exact: true }).fill(key.slice(-8).toLowerCase());
  await button(page, "sealed.done").click();
  return key;
}

/** Holds the other's screen before the camera: this browser has no reader of codes, so one that saw this stands in. */
async function scans({ page }: Person, code: string): Promise<void> {
  await page.evaluate((rawValue) => {
    const reader = class {
      detect = () => Promise.resolve([{ rawValue }]);
    };
    Object.assign(globalThis, { BarcodeDetector: reader });
  }, code);
  await button(page, "sealed.safety_scan").click();
}

async function numberOf({ page }: Person): Promise<string> {
  await button(page.locator(".thread-head"), "sealed.safety").click();
  const number = page.getByRole("dialog").locator(".sealed-number");
  await expect(number).toHaveText(/^(\d{5}\s*){12}$/);
  return (await number.innerText()).replace(/\s/g, "");
}

test("two people write what the house cannot read; a second device comes by the recovery key, and the safety number changes", async ({ arrive }) => {
  const [ana, bo] = await colleagues(arrive, ["李安娜", desk], ["王波", phone]);
  await toBegin(bo, ana);
  await makeKey(bo, "sealed-key-phone");
  await expect(button(bo.page, "sealed.begin_title")).toBeVisible();
  await toBegin(ana, bo);
  await ana.picture("sealed-setup");
  await accessible(ana.page);
  const key = await makeKey(ana, "sealed-key");
  await button(ana.page, "sealed.begin_title").click();
  await ana.page.waitForURL(/\/chats\/conversation_/);
  const id = idOf(ana.page);

  await test.step("both read, and the house has neither text nor key", async () => {
    const bodies: string[] = [];
    ana.page.on("request", (request) => bodies.push(request.postData() ?? ""));
    await write(ana, "花盆下面有钥匙");
    await bo.page.goto(`/chats/${id}`);
    await expect(said(bo.page, "花盆下面有钥匙")).toBeVisible();
    await write(bo, "知道了");
    await expect(said(ana.page, "知道了")).toBeVisible();
    expect(bodies.some((body) => body.includes("cipher"))).toBe(true);
    for (const body of bodies) expect(body).not.toContain("花盆");
    const events = await (await bo.page.request.get(`/api/v1/conversations/${id}/events?after=0&limit=50`)).text();
    expect(events).toContain("cipher");
    expect(events).not.toContain("花盆");
    await accessible(ana.page);
    await ana.picture("sealed-thread");
    await bo.picture("sealed-thread-phone");
  });

  await test.step("the safety number is the same for both", async () => {
    const hers = await numberOf(ana);
    await ana.picture("sealed-safety");
    expect(await numberOf(bo)).toBe(hers);
    await scans(bo, "courtyard-safety:".padEnd(77, "1"));
    await expect(bo.page.getByText(word("sealed.safety_differs"))).toBeVisible();
    await expect(bo.page.getByText(word("sealed.safety_checked"))).toHaveCount(0);
    await scans(bo, `courtyard-safety:${hers}`);
    await expect(bo.page.getByText(word("sealed.safety_checked"))).toBeVisible();
    await accessible(bo.page);
    await bo.picture("sealed-safety-phone");
    for (const { page } of [ana, bo]) await button(page.getByRole("dialog"), "sealed.close").click();
  });

  const second = await arrive("李安娜", phone);
  await test.step("a second device reads what was before by the key, and the other sees that it came", async () => {
    await second.signIn(ana.phone);
    await second.page.goto(`/chats/${id}`);
    const field = second.page.getByLabel(word("sealed.enter"), { exact: true });
    await field.fill(key.slice(0, -1) + (key.endsWith("0") ? "1" : "0"));
    await button(second.page, "sealed.join").click();
    await expect(second.page.getByText(word("sealed.enter_wrong"))).toBeVisible();
    await second.picture("sealed-enter-phone");
    await field.fill(key);
    await button(second.page, "sealed.join").click();
    await expect(said(second.page, "花盆下面有钥匙")).toBeVisible();
    await expect(said(second.page, "知道了")).toBeVisible();
    await expect(bo.page.getByText(word("sealed.came", { name: ana.name }))).toBeVisible();
    await expect(bo.page.getByText(word("sealed.safety_changed"))).toBeVisible();
    await bo.picture("sealed-changed-phone");
    await write(bo, "两台都收到吗");
    for (const { page } of [ana, second]) await expect(said(page, "两台都收到吗")).toBeVisible();
    await write(second, "这是第二台");
    for (const { page } of [ana, bo]) await expect(said(page, "这是第二台")).toBeVisible();
  });

  await test.step("what is taken back goes from all devices that read it, and from the house", async () => {
    await write(ana, "门禁密码是写错的");
    for (const { page } of [bo, second]) await expect(said(page, "写错的")).toBeVisible();
    const line = ana.page.locator(".message").filter({ hasText: "写错的" });
    await line.hover();
    await line.locator(".message-more").click();
    await ana.picture("sealed-recall");
    await button(ana.page.getByRole("dialog"), "conversation.act_recall").click();
    for (const { page } of [ana, bo, second]) {
      await expect(said(page, "写错的")).toHaveCount(0);
      await expect(page.locator(".passed").filter({ hasText: "撤回" })).toBeVisible();
    }
    for (const { page } of [ana, second]) {
      await page.reload();
      await expect(page.locator(".passed").filter({ hasText: "撤回" })).toBeVisible();
      await expect(said(page, "写错的")).toHaveCount(0);
    }
  });

  await test.step("it is put out, and reads no further", async () => {
    await button(ana.page.locator(".thread-head"), "sealed.safety").click();
    await button(ana.page.getByRole("dialog"), "sealed.device_remove").click();
    await button(ana.page.getByRole("dialog"), "sealed.device_remove").click();
    await expect(ana.page.locator(".sealed-devices li")).toHaveCount(2);
    await button(ana.page.getByRole("dialog"), "sealed.close").click();
    await write(ana, "只剩我们两台");
    await expect(said(bo.page, "只剩我们两台")).toBeVisible();
    await expect(bo.page.getByText(word("sealed.went", { name: ana.name }))).toBeVisible();
    await second.page.reload();
    await expect(said(second.page, "只剩我们两台")).toHaveCount(0);
  });

  await test.step("what was read is there after a new start of the page, and is not sent again", async () => {
    await ana.page.reload();
    await expect(said(ana.page, "只剩我们两台")).toHaveCount(1);
    await ana.page.goto("/chats");
    await expect(ana.page.locator(".chat-entry").filter({ hasText: word("conversation.sealed_line") })).toBeVisible();
    await ana.picture("sealed-list");
  });
  for (const person of [ana, bo, second]) expect(person.mistakes).toEqual([]);
});

/** A device of somebody with the other implementation; its bytes go through the house. */
async function otherDevice({ page }: Person) {
  const peer = openPeer();
  const { signs } = await peer.ask({ do: "signs" });
  const added = (await (await page.request.post("/api/v1/sealed/devices", { headers: ours, data: { signs } })).json()) as { id: string };
  await peer.ask({ do: "named", id: added.id });
  return { peer, id: added.id };
}

test("a browser and another implementation of MLS write to each other through the house", async ({ arrive }) => {
  const [ana, bo] = await colleagues(arrive, ["李安娜", desk], ["王波", desk]);
  const first = await otherDevice(bo);
  const { package: one } = await first.peer.ask({ do: "package" });
  const put = await bo.page.request.post(`/api/v1/sealed/devices/${first.id}/packages`, { headers: ours, data: { packages: [one] } });
  expect(put.status()).toBe(204);
  await toBegin(ana, bo);
  const key = await makeKey(ana);
  await button(ana.page, "sealed.begin_title").click();
  await ana.page.waitForURL(/\/chats\/conversation_/);
  const id = idOf(ana.page);
  await write(ana, "从浏览器来");
  type Event = { seq: number; kind: string; cipher: string | null };
  const after = async (seq: number) =>
    ((await (await bo.page.request.get(`/api/v1/conversations/${id}/events?after=${seq}&limit=100`)).json()) as { items: Event[] }).items;
  const send = async (path: string, data: Record<string, unknown>) => {
    const sent = await bo.page.request.post(`/api/v1/conversations/${id}/sealed/${path}`, { headers: ours, data });
    expect(sent.ok(), await sent.text()).toBe(true);
    return ((await sent.json()) as { seq: number }).seq;
  };

  await test.step("let in by a welcome, it reads and answers", async () => {
    const { items } = (await (await bo.page.request.get(`/api/v1/sealed/devices/${first.id}/welcomes`)).json()) as { items: { seq: number; welcome: string }[] };
    const [welcome] = items;
    await first.peer.ask({ do: "join", welcome: welcome?.welcome });
    const [event] = (await after(welcome?.seq ?? 0)).filter(({ kind }) => kind === "message");
    expect(await first.peer.ask({ do: "take", cipher: event?.cipher })).toEqual({ text: "从浏览器来" });
    const { cipher } = await first.peer.ask({ do: "say", text: "从另一个实现来" });
    await send("messages", { mark: "peer-0001", cipher });
    await expect(said(ana.page, "从另一个实现来")).toBeVisible();
  });
  await test.step("a second one comes in from outside, by what the browser left there", async () => {
    const second = await otherDevice(bo);
    const group = (await (await bo.page.request.get(`/api/v1/conversations/${id}/sealed`)).json()) as { info: string };
    const { cipher, info } = await second.peer.ask({ do: "come_in", info: group.info });
    const seq = await send("changes", { mark: "peer-0002", cipher, info, welcomes: [] });
    await expect(ana.page.getByText(word("sealed.came", { name: bo.name }))).toBeVisible();
    await write(ana, "你们两台");
    const events = await after(seq - 1);
    expect(await first.peer.ask({ do: "take", cipher: events[0]?.cipher })).toMatchObject({ epoch: 2 });
    for (const { peer } of [first, second]) expect(await peer.ask({ do: "take", cipher: events[1]?.cipher })).toEqual({ text: "你们两台" });
    second.peer.leave();
  });
  await test.step("a second browser comes in from outside, by what the other implementation left there", async () => {
    const from = (await after(0)).at(-1)?.seq ?? 0;
    const second = await arrive("李安娜", desk);
    await second.signIn(ana.phone);
    await second.page.goto(`/chats/${id}`);
    await second.page.getByLabel(word("sealed.enter"), { exact: true }).fill(key);
    await button(second.page, "sealed.join").click();
    await expect(said(second.page, "从另一个实现来")).toBeVisible();
    await write(second, "第二个浏览器");
    await expect(said(ana.page, "第二个浏览器")).toBeVisible();
    const [change, words] = (await after(from)).map(({ cipher }) => cipher);
    expect(await first.peer.ask({ do: "take", cipher: change })).toMatchObject({ epoch: 3 });
    expect(await first.peer.ask({ do: "take", cipher: words })).toEqual({ text: "第二个浏览器" });
    expect(second.mistakes).toEqual([]);
  });
  first.peer.leave();
  expect(ana.mistakes).toEqual([]);
});
