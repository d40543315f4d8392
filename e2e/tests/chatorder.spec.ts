/** Order in a group, between real browsers: a desk and a phone, and somebody who comes by a link. */
import type { Locator, Page } from "@playwright/test";
import { begin, button, colleagues, entry, message, open, turnOn, write } from "../kit/chats";
import { accessible, desk, expect, phone, test } from "../kit/test";
import { word } from "../kit/words";

const idOf = (page: Page) => /conversation_[0-9a-f-]+/.exec(page.url())?.[0] ?? "";
const field = (page: Page) => page.getByLabel(word("conversation.write"), { exact: true });

async function panel(page: Page, key: "order.title"): Promise<Locator> {
  await button(page, "conversation.menu").click();
  await page.getByRole("menuitem", { name: word(key), exact: true }).click();
  return page.getByRole("dialog", { name: word(key) });
}

const people = async (page: Page): Promise<Locator> => {
  await button(page, "conversation.members").click();
  return page.getByRole("dialog", { name: word("conversation.members") });
};

const close = async (page: Page, dialog: Locator): Promise<void> => {
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
};

async function does(page: Page, at: Locator, name: string, what: string): Promise<void> {
  await button(at, "order.acts_of", { name }).click();
  await page.getByRole("menuitem", { name: word(`order.act_${what}`), exact: true }).click();
}

test("a moderator silences and lets speak again, a group becomes quiet, and it is handed over", async ({ arrive }) => {
  const [ana, bo, chen] = await colleagues(arrive, ["李安娜", desk], ["王波", phone], ["陈晨", desk]);
  await begin(ana, [bo, chen], "春季活动");
  await write(ana, "大家好");
  for (const { page } of [bo, chen]) await page.goto(`/chats/${idOf(ana.page)}`);
  await test.step("the owner names a moderator, who sees it at once", async () => {
    const list = await people(ana.page);
    await does(ana.page, list, chen.name, "moderator");
    await expect(list.getByRole("listitem").filter({ hasText: chen.name })).toContainText(word("order.moderator"));
    await accessible(ana.page);
    await ana.picture("chatorder-members");
    await close(ana.page, list);
  });
  await test.step("the moderator silences a member, who cannot write and learns until when", async () => {
    const list = await people(chen.page);
    await expect(button(list, "order.acts_of", { name: ana.name }), "nobody acts on who is above").toHaveCount(0);
    await does(chen.page, list, bo.name, "silence_600");
    await expect(field(bo.page)).toHaveCount(0);
    await expect(bo.page.getByText(word("order.is_silenced", { at: "" }).slice(0, 8))).toBeVisible();
    await accessible(bo.page);
    await bo.picture("chatorder-silenced");
    await does(chen.page, list, bo.name, "speak");
    await expect(field(bo.page)).toBeVisible();
    await write(bo, "又可以说了");
    await expect(message(ana.page, "又可以说了")).toBeVisible();
    await close(chen.page, list);
  });
  await test.step("quiet: members read, those who keep order write", async () => {
    const order = await panel(ana.page, "order.title");
    await turnOn(order.getByRole("checkbox", { name: word("order.quiet") }));
    await expect(bo.page.getByText(word("order.is_quiet"))).toBeVisible();
    await expect(field(chen.page)).toBeVisible();
    await accessible(ana.page);
    await ana.picture("chatorder-panel");
    await bo.picture("chatorder-quiet");
    await close(ana.page, order);
    await write(chen, "公告：周五放假");
    await expect(message(bo.page, "公告：周五放假")).toBeVisible();
  });
  await test.step("handed over: the new owner orders, the old one no longer", async () => {
    const list = await people(ana.page);
    await does(ana.page, list, chen.name, "owner");
    const sure = ana.page.getByRole("dialog", { name: word("order.act_owner") });
    await expect(sure).toContainText(word("order.hand_over_sure", { name: chen.name }));
    await ana.picture("chatorder-hand-over");
    await button(sure, "order.act_owner").click();
    await expect(sure).toHaveCount(0);
    await expect(list.getByRole("listitem").filter({ hasText: chen.name })).toContainText(word("conversation.owner"));
    await close(ana.page, list);
    const order = await panel(ana.page, "order.title");
    await expect(order.getByRole("checkbox", { name: word("order.quiet") })).toBeDisabled();
    await expect(order.getByText(word("order.owner_only"))).toBeVisible();
  });
  for (const person of [ana, bo, chen]) expect(person.mistakes).toEqual([]);
});

test("somebody comes by a link, another asks first, and what stands in it never leaves the browser by the address", async ({ arrive }) => {
  const [ana, bo] = await colleagues(arrive, ["李安娜", desk], ["王波", phone]);
  const chen = await arrive("陈晨", desk);
  // A group of two to begin with, which the page does not make: those who come are from outside.
  const made = await ana.page.request.post("/api/v1/conversations", { headers: { "X-Courtyard": "1" }, data: { name: "徒步", people: [await personOf(bo.page)] } });
  expect(made.ok(), await made.text()).toBe(true);
  const { id } = (await made.json()) as { id: string };
  await ana.page.goto(`/chats/${id}`);
  const order = await panel(ana.page, "order.title");
  await button(order, "order.link_make").click();
  const address = await order.getByLabel(word("order.link_address"), { exact: true }).inputValue();
  const secret = address.split("#join=")[1] ?? "";
  expect(secret).toHaveLength(43);
  await accessible(ana.page);
  await ana.picture("chatorder-link");
  await button(order, "order.link_kept").click();
  await expect(order.getByLabel(word("order.link_address"), { exact: true })).toHaveCount(0);

  await test.step("a stranger is led to the door, and the secret stays behind the #", async () => {
    await chen.page.goto(address);
    await chen.page.waitForURL(/\/enter\?/);
    expect(new URL(chen.page.url()).hash).toBe(`#join=${secret}`);
    for (const asked of chen.asked.map((one) => new URL(one))) expect(asked.pathname + asked.search).not.toContain(secret);
    await chen.signUp();
  });
  await test.step("asked before, he comes, and reads from then on", async () => {
    await chen.page.goto(address);
    const dialog = chen.page.getByRole("dialog", { name: word("order.join") });
    await expect(dialog).toContainText(word("order.join_lead"));
    expect(new URL(chen.page.url()).hash, "it is not left in the address").toBe("");
    await accessible(chen.page);
    await chen.picture("chatorder-join");
    await button(dialog, "order.join_go").click();
    await chen.page.waitForURL(new RegExp(id));
    await write(chen, "我来了");
    await expect(message(ana.page, "我来了")).toBeVisible();
  });
  await test.step("with approval, the next one waits until somebody lets him in", async () => {
    await turnOn(order.getByRole("checkbox", { name: word("order.asks") }));
    await expect(order.getByRole("checkbox", { name: word("order.asks") })).toBeEnabled();
    const dan = await arrive("周丹", phone);
    await dan.signUp();
    await dan.page.goto(address);
    const dialog = dan.page.getByRole("dialog", { name: word("order.join") });
    await button(dialog, "order.join_go").click();
    await expect(dialog).toContainText(word("order.join_waits"));
    await dan.picture("chatorder-waits");
    await expect(order.getByRole("region", { name: word("order.askers") })).toContainText(dan.name);
    await accessible(ana.page);
    await ana.picture("chatorder-askers");
    await button(order, "order.let_in_of", { name: dan.name }).click();
    await expect(order.getByRole("region", { name: word("order.askers") })).toHaveCount(0);
    await dan.page.goto("/chats");
    await expect(entry(dan.page, "徒步")).toBeVisible();
    await open(dan, "徒步");
    expect(dan.mistakes).toEqual([]);
  });
  await test.step("ended, it leads nowhere", async () => {
    await button(order, "order.link_end").click();
    await expect(button(order, "order.link_end")).toHaveCount(0);
    const eve = await arrive("叶薇", desk);
    await eve.signUp();
    await eve.page.goto(address);
    const dialog = eve.page.getByRole("dialog", { name: word("order.join") });
    await button(dialog, "order.join_go").click();
    await expect(dialog.getByRole("alert")).toContainText("没有这个链接");
    await eve.picture("chatorder-ended");
  });
  for (const person of [ana, bo, chen]) expect(person.mistakes).toEqual([]);
});

async function personOf(page: Page): Promise<string> {
  return ((await (await page.request.get("/api/v1/me")).json()) as { id: string }).id;
}
