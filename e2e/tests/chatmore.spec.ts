/** What a message can do, between two real browsers: a desk and a phone. */
import type { Page } from "@playwright/test";
import { begin, button, colleagues, entry, message, open, shown, write } from "../kit/chats";
import { proved } from "../kit/proofs";
import { accessible, desk, expect, phone, test } from "../kit/test";
import { word } from "../kit/words";

const idOf = (page: Page) => /conversation_[0-9a-f-]+/.exec(page.url())?.[0] ?? "";
const field = (page: Page) => page.getByLabel(word("conversation.write"), { exact: true });

/** Opens the menu of a message and chooses from it. */
async function does(page: Page, text: string, what: string): Promise<void> {
  const line = message(page, text).first();
  await line.hover();
  await line.getByRole("button", { name: new RegExp(`^${word("conversation.actions", { name: "", at: "" }).slice(0, 3)}`) }).click();
  await page.getByRole("menuitem", { name: word(`conversation.act_${what}`), exact: true }).click();
}

async function setting(page: Page, what: string): Promise<void> {
  await button(page, "conversation.menu").click();
  await page.getByRole("menuitem", { name: word(`conversation.${what}`), exact: true }).click();
}

test("somebody is mentioned, signs are put to messages, one is pinned, one is kept", async ({ arrive }) => {
  const [ana, bo, chen] = await colleagues(arrive, ["李安娜", desk], ["王波", phone], ["陈晨", desk]);
  await begin(ana, [bo, chen], "春季活动");
  await write(ana, "大家好");
  await bo.page.goto(`/chats/${idOf(ana.page)}`);
  await test.step("muted, and mentioned by the list that @ opens", async () => {
    await setting(bo.page, "mute");
    await bo.page.goto("/chats");
    await expect(entry(bo.page, "春季活动").getByLabel(word("conversation.muted"))).toBeVisible();
    await field(ana.page).fill("");
    await field(ana.page).pressSequentially("@王");
    await expect(ana.page.getByRole("list", { name: word("conversation.mention") }).getByRole("button", { name: bo.name })).toBeVisible();
    await ana.picture("chatmore-mention");
    await field(ana.page).press("Enter");
    await expect(field(ana.page)).toHaveValue(`@${bo.name} `);
    await field(ana.page).pressSequentially("带上相机");
    await field(ana.page).press("Enter");
    await expect(entry(bo.page, "春季活动")).toContainText(word("conversation.mentioned"));
    await bo.page.goto("/search");
    await expect(bo.page.locator(".found-line").filter({ hasText: "带上相机" })).toBeVisible();
    await accessible(bo.page);
    await bo.picture("chatmore-mentions");
    await bo.page.locator(".found-line").filter({ hasText: "带上相机" }).click();
    await expect(message(bo.page, "带上相机")).toBeVisible();
  });
  await test.step("a sign, seen by the other at once, and taken away", async () => {
    const line = message(bo.page, "带上相机");
    await line.hover();
    await line.getByRole("button", { name: word("conversation.react", { name: ana.name }) }).click();
    await bo.page.getByRole("menuitem", { name: "👍" }).click();
    const chip = message(ana.page, "带上相机").getByRole("button", { name: word("conversation.reaction_of", { sign: "👍", names: bo.name }) });
    await expect(chip).toHaveText("👍1");
    await chip.click();
    await expect(message(bo.page, "带上相机").locator(".reaction")).toHaveText("👍2");
    await ana.picture("chatmore-reaction");
    await message(bo.page, "带上相机").locator(".reaction").click();
    await expect(message(ana.page, "带上相机").locator(".reaction")).toHaveText("👍1");
    await ana.page.reload();
    await expect(message(ana.page, "带上相机").locator(".reaction"), "it is there for who comes later").toHaveText("👍1");
  });
  await test.step("a pin is above for all, a star in one's own list", async () => {
    await does(ana.page, "大家好", "pin");
    await expect(bo.page.getByRole("region", { name: word("conversation.pins") })).toContainText("大家好");
    await expect(bo.page.getByRole("log").getByText(word("conversation.pinned", { name: ana.name }))).toBeVisible();
    // Kept once the house has answered; a page that is left at once may take the question with it.
    const kept = bo.page.waitForResponse((answer) => answer.url().endsWith("/star") && answer.ok());
    await does(bo.page, "带上相机", "star");
    await kept;
    await bo.page.goto("/search");
    await bo.page.getByRole("tab", { name: word("conversation.stars") }).click();
    await expect(bo.page.getByRole("tabpanel", { name: word("conversation.stars") }).getByRole("link")).toContainText("带上相机");
    await bo.page.goBack();
    await accessible(ana.page);
    await bo.picture("chatmore-pinned");
  });
  await test.step("taken back, nothing of it is left", async () => {
    await does(ana.page, "带上相机", "recall");
    await button(ana.page.getByRole("dialog"), "conversation.act_recall").click();
    await expect(bo.page.getByText("带上相机")).toHaveCount(0);
    await bo.page.goto("/search");
    await expect(bo.page.getByText(word("conversation.mentions_none"))).toBeVisible();
    await bo.page.getByRole("tab", { name: word("conversation.stars") }).click();
    await expect(bo.page.getByText(word("conversation.stars_none"))).toBeVisible();
  });
  for (const person of [ana, bo, chen]) expect(person.mistakes).toEqual([]);
});

test("messages are forwarded as one record, and a topic is spoken of at the side", async ({ arrive }) => {
  const [ana, bo, chen] = await colleagues(arrive, ["李安娜", desk], ["王波", phone], ["陈晨", desk]);
  await begin(ana, [chen]);
  await begin(ana, [bo], undefined);
  await write(ana, "预算三十万", "下周五之前定");
  await expect(message(ana.page, "下周五之前定")).toBeVisible();
  await expect.poll(async () => (await shown(ana.page)).length).toBe(2);
  await does(ana.page, "预算三十万", "select");
  await ana.page.locator(".message-pick").nth(1).check();
  await button(ana.page, "conversation.act_forward").click();
  const dialog = ana.page.getByRole("dialog", { name: word("conversation.act_forward") });
  await expect(dialog.getByText(word("conversation.forward_note"))).toBeVisible();
  await dialog.getByRole("checkbox", { name: new RegExp(chen.name) }).check();
  await accessible(ana.page);
  await ana.picture("chatmore-forward");
  await dialog.getByRole("button", { name: word("conversation.forward_go_other", { count: 1 }) }).click();
  await expect(dialog).toHaveCount(0);
  await chen.page.goto("/chats");
  await open(chen, ana.name);
  await chen.page.locator(".record").click();
  await expect(chen.page.getByRole("dialog", { name: word("conversation.record") }).locator(".marked")).toHaveText(["预算三十万", "下周五之前定"]);
  await chen.picture("chatmore-record");

  await bo.page.goto(`/chats/${idOf(ana.page)}`);
  await does(bo.page, "预算三十万", "topic");
  const panel = bo.page.getByRole("dialog", { name: word("conversation.topic") });
  await panel.getByLabel(word("conversation.topic_write")).fill("会不会太少");
  await button(panel, "conversation.send").click();
  await expect(panel.locator(".topic-line").filter({ hasText: "会不会太少" })).toBeVisible();
  await bo.picture("chatmore-topic");
  const link = ana.page.getByRole("button", { name: new RegExp(word("conversation.topic_count_other", { count: 1 })) });
  await expect(link).toContainText("1");
  expect(await shown(ana.page), "it stands beside the conversation, not in it").toEqual(["预算三十万", "下周五之前定"]);
  await link.click();
  await expect(ana.page.getByRole("dialog", { name: word("conversation.topic") })).toContainText("会不会太少");
  await ana.picture("chatmore-topic-desk");
  await accessible(ana.page);
  await expect(link.locator(".unread")).toHaveCount(0);
  for (const person of [ana, bo, chen]) expect(person.mistakes).toEqual([]);
});

test("a message waits for its time, a draft goes along, a place is attached by an act", async ({ arrive }) => {
  const [ana, bo] = await colleagues(arrive, ["李安娜", desk], ["王波", phone]);
  await begin(ana, [bo]);
  await write(ana, "在吗");
  await test.step("later", async () => {
    await button(ana.page, "conversation.attach").click();
    await ana.page.getByRole("menuitem", { name: word("conversation.attach_later") }).click();
    const dialog = ana.page.getByRole("dialog", { name: word("conversation.later") });
    await dialog.getByLabel(word("conversation.later_text")).fill("明早九点见");
    await button(dialog, "conversation.later_keep").click();
    await expect(dialog).toHaveCount(0);
    await ana.page.getByRole("button", { name: word("conversation.later_count_other", { count: 1 }) }).click();
    await expect(dialog.getByText("明早九点见")).toBeVisible();
    await accessible(ana.page);
    await ana.picture("chatmore-later");
    await button(dialog, "conversation.later_change").click();
    await dialog.getByLabel(word("conversation.later_text")).fill("明早十点见");
    await button(dialog, "conversation.save").click();
    await expect(dialog.getByText("明早十点见")).toBeVisible();
    await button(dialog, "conversation.later_remove").click();
    await expect(dialog.getByText("明早十点见")).toHaveCount(0);
    await ana.page.keyboard.press("Escape");
  });
  await test.step("a place", async () => {
    await button(ana.page, "conversation.attach").click();
    await ana.page.getByRole("menuitem", { name: word("conversation.attach_place") }).click();
    const dialog = ana.page.getByRole("dialog", { name: word("conversation.attach_place") });
    await dialog.getByLabel(word("conversation.place_name")).fill("西湖断桥");
    await dialog.getByLabel(word("conversation.place_point")).fill("30.2592, 120.1486");
    await accessible(ana.page);
    await ana.picture("chatmore-place");
    await button(dialog, "conversation.send").click();
    await bo.page.goto(`/chats/${idOf(ana.page)}`);
    const card = bo.page.locator(".place-card");
    await expect(card).toContainText("西湖断桥");
    await expect(card).toContainText("30.25920, 120.14860");
    await expect(card.getByRole("link")).toHaveAttribute("href", /^geo:30\.2592,120\.1486/);
    await bo.picture("chatmore-place-card");
  });
  await test.step("a draft is on my other page, and gone when it is sent", async () => {
    const other = await ana.page.context().newPage();
    await other.goto(ana.page.url());
    await expect(field(other)).toBeVisible();
    await field(ana.page).fill("写了一半");
    await expect(field(other)).toHaveValue("写了一半");
    await field(ana.page).press("Enter");
    await expect(field(other)).toHaveValue("");
    await other.close();
  });
  for (const person of [ana, bo]) expect(person.mistakes).toEqual([]);
});

test("one search finds people, conversations, messages and meetings that one may see, and none beyond (proves: DB-012)", async ({ arrive }) => {
  const [ana, bo, eve] = [await arrive("李安娜", desk), await arrive("王波", phone), await arrive("夏夜", desk)];
  for (const person of [ana, bo, eve]) await person.signUp();
  const { together } = await import("../kit/chats");
  await together([ana, bo]);
  await begin(ana, [bo]);
  await write(ana, ...Array.from({ length: 60 }, (_, at) => (at === 3 ? "王波，预算改到明天" : `第${at}句`)));
  await expect.poll(async () => (await shown(ana.page)).length).toBeGreaterThan(40);
  const started = await ana.page.request.post("/api/v1/meetings", { headers: { "X-Courtyard": "1" }, data: { title: "王波的预算会", guests: false } });
  expect(started.ok(), await started.text()).toBe(true);

  const look = async (page: Page, text: string) => {
    await page.goto("/search");
    await page.getByRole("searchbox", { name: word("conversation.find") }).fill(text);
  };
  const found = (page: Page, group: string) => page.getByRole("list", { name: word(`conversation.found_${group}`) }).getByRole("listitem");
  await look(ana.page, "王波");
  for (const group of ["people", "conversations", "messages", "events"]) await expect(found(ana.page, group), group).toHaveCount(1);
  await accessible(ana.page);
  await ana.picture("chatmore-search");
  await found(ana.page, "messages").getByRole("link").click();
  await expect(message(ana.page, "预算改到明天")).toBeInViewport();
  await look(bo.page, "预算");
  await expect(found(bo.page, "messages")).toHaveCount(1);
  await bo.picture("chatmore-search-phone");
  await expect(found(bo.page, "events"), "a meeting of others").toHaveCount(0);
  for (const words of ["王波", "预算"]) {
    await look(eve.page, words);
    await expect(eve.page.getByText(word("conversation.found_none"))).toBeVisible();
  }
  await ana.page.goto(`/search/${idOf(ana.page)}`);
  for (const person of [ana, bo, eve]) expect(person.mistakes).toEqual([]);
  proved("DB-012", ["message.search", "conversation.list", "org.members", "meeting.list"]);
});

test("a conversation is kept at the top, hidden until something comes, marked as unread", async ({ arrive }) => {
  const [ana, bo, chen] = await colleagues(arrive, ["李安娜", desk], ["王波", phone], ["陈晨", desk]);
  await begin(ana, [bo]);
  await write(ana, "一");
  await begin(ana, [chen]);
  await write(ana, "二");
  await ana.page.goto("/chats");
  await open(ana, bo.name);
  await setting(ana.page, "top");
  await expect(ana.page.locator(".chat-entry").first()).toContainText(bo.name);
  await setting(ana.page, "mark_unread");
  await expect(entry(ana.page, bo.name).getByLabel(word("conversation.marked"))).toBeVisible();
  await ana.picture("chatmore-list");
  await open(ana, chen.name);
  await setting(ana.page, "hide");
  await expect(entry(ana.page, chen.name)).toHaveCount(0);
  await chen.page.goto(`/chats`);
  await open(chen, ana.name);
  await write(chen, "在吗");
  await expect(entry(ana.page, chen.name)).toBeVisible();
  for (const person of [ana, bo, chen]) expect(person.mistakes).toEqual([]);
});
