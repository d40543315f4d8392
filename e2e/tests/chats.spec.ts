/** People write to one another: several real browsers, a phone and a desk, with and without a line. */
import type { Page } from "@playwright/test";
import { act, begin, button, choose, colleagues, entry, message, open, shown, write } from "../kit/chats";
import { House } from "../kit/house";
import { Person } from "../kit/person";
import { proved } from "../kit/proofs";
import { accessible, desk, expect, phone, test } from "../kit/test";
import { word } from "../kit/words";

const idOf = (page: Page) => /conversation_[0-9a-f-]+/.exec(page.url())?.[0] ?? "";
const rail = (page: Page) => page.getByRole("navigation", { name: word("common.places") });

test("two people write to one another: at once, in order, once, and to nobody else (proves: YZJ-024)", async ({ arrive }) => {
  const [ana, bo, chen] = await colleagues(arrive, ["李安娜", desk], ["王波", phone], ["陈晨", desk]);
  await bo.page.goto("/chats");
  await expect(bo.page.getByText(word("conversation.none_title"))).toBeVisible();
  await accessible(bo.page);
  await begin(ana, [bo]);
  await write(ana, "你好，**王波**", "第二句 https://house.example/a");

  await test.step("it comes without being asked for, with what it looks like", async () => {
    await expect(entry(bo.page, ana.name)).toContainText("第二句");
    await expect(entry(bo.page, ana.name)).toContainText(word("conversation.unread_other", { count: 2 }));
    await open(bo, ana.name);
    await expect(message(bo.page, "你好").locator("strong").last()).toHaveText("王波");
    await expect(message(bo.page, "第二句").getByRole("link")).toHaveAttribute("rel", /noopener/);
    await accessible(bo.page);
    await accessible(ana.page);
  });

  await test.step("both write at the same time, and see the same order", async () => {
    await Promise.all([write(ana, "一", "二", "三"), write(bo, "甲", "乙", "丙")]);
    await expect.poll(async () => (await shown(ana.page)).length).toBe(8);
    await expect.poll(async () => (await shown(bo.page)).length).toBe(8);
    expect(await shown(bo.page)).toEqual(await shown(ana.page));
    const own = (await shown(ana.page)).filter((text) => /^[一二三]$/.test(text));
    expect(own).toEqual(["一", "二", "三"]);
  });

  await test.step("who was away finds all of it, once and in order", async () => {
    const all = await shown(ana.page);
    await bo.page.goto("about:blank");
    await write(ana, "你不在的时候");
    await expect.poll(async () => await shown(ana.page)).toEqual([...all, "你不在的时候"]);
    await bo.page.goto(`/chats/${idOf(ana.page)}`);
    await expect.poll(async () => await shown(bo.page)).toEqual([...all, "你不在的时候"]);
  });

  await test.step("nobody else has it", async () => {
    const asked = await chen.page.request.get(`/api/v1/conversations/${idOf(ana.page)}/events?after=0`);
    expect(asked.status()).toBe(404);
    await chen.page.goto(`/chats/${idOf(ana.page)}`);
    await expect(chen.page.getByText(word("conversation.unknown"))).toBeVisible();
    await expect(chen.page.getByText("第二句")).toHaveCount(0);
  });
  for (const person of [ana, bo, chen]) expect(person.mistakes).toEqual([]);
  proved("YZJ-024", ["conversation.direct", "conversation.list", "message.send", "message.after"]);
});

test("a message is answered, changed with its history, copied, and taken back for good", async ({ arrive }) => {
  const [ana, bo] = await colleagues(arrive, ["李安娜", desk], ["王波", phone]);
  await begin(ana, [bo]);
  await write(ana, "周五三点开会");
  await bo.page.goto(`/chats/${idOf(ana.page)}`);
  await act(bo.page, "周五三点开会", "reply");
  await expect(bo.page.getByText(word("conversation.replying", { name: ana.name }))).toBeVisible();
  await write(bo, "好的");
  await expect(message(ana.page, "好的").locator(".quoted")).toContainText("周五三点开会");

  await act(ana.page, "周五三点开会", "edit");
  await write(ana, "周五四点开会");
  await expect(message(bo.page, "周五四点开会").getByRole("button", { name: word("conversation.edited") })).toBeVisible();
  await message(bo.page, "周五四点开会").getByRole("button", { name: word("conversation.edited") }).click();
  const history = bo.page.getByRole("dialog", { name: word("conversation.act_history") });
  await expect(history.locator(".marked")).toHaveText(["周五三点开会", "周五四点开会"]);
  await accessible(bo.page);
  await bo.picture("chats-history");
  await bo.page.keyboard.press("Escape");

  await act(ana.page, "周五四点开会", "recall");
  await accessible(ana.page);
  await ana.picture("chats-recall");
  await button(ana.page.getByRole("dialog"), "conversation.act_recall").click();
  for (const { page } of [ana, bo]) {
    await expect(page.getByText("点开会")).toHaveCount(0);
    await expect(message(page, "好的").locator(".quoted")).toContainText(word("conversation.recalled"));
  }
  await expect(ana.page.getByText(word("conversation.recalled_you"))).toBeVisible();
  await expect(bo.page.getByText(word("conversation.recalled_of", { name: ana.name }))).toBeVisible();
  await bo.page.reload();
  await expect(bo.page.getByText(word("conversation.recalled_of", { name: ana.name }))).toBeVisible();
  const events = await bo.page.request.get(`/api/v1/conversations/${idOf(ana.page)}/events?after=0`);
  expect(await events.text(), "nothing of it is left in the house").not.toContain("点开会");
  for (const person of [ana, bo]) expect(person.mistakes).toEqual([]);
});

test("a group: made with a name, let in, put out, left (proves: DB-003)", async ({ arrive }) => {
  const [ana, bo, chen, dan] = await colleagues(arrive, ["李安娜", desk], ["王波", phone], ["陈晨", desk], ["丁丹", desk]);
  await ana.page.goto("/chats");
  await button(ana.page, "conversation.new").first().click();
  await choose(ana.page.getByRole("dialog"), bo, chen);
  await accessible(ana.page);
  await ana.picture("chats-new");
  await ana.page.keyboard.press("Escape");
  await begin(ana, [bo, chen], "春季活动");
  await write(ana, "大家好");
  for (const one of [bo, chen]) {
    await one.page.goto("/chats");
    await expect(entry(one.page, "春季活动")).toContainText("大家好");
    await open(one, "春季活动");
  }
  await write(bo, "收到");
  await expect(message(chen.page, "收到").getByText(bo.name)).toBeVisible();

  const members = async () => {
    await button(ana.page, "conversation.members").click();
    return ana.page.getByRole("dialog", { name: word("conversation.members") });
  };
  await test.step("who comes reads from then on", async () => {
    const panel = await members();
    await button(panel, "conversation.add").click();
    await choose(panel, dan);
    await button(panel, "conversation.add").click();
    await expect(panel.getByText(word("conversation.people_other", { count: 4 }))).toBeVisible();
    await accessible(ana.page);
    await ana.picture("chats-members");
    await ana.page.keyboard.press("Escape");
    await write(ana, "欢迎丁丹");
    await dan.page.goto("/chats");
    await open(dan, "春季活动");
    await expect.poll(async () => await shown(dan.page)).toEqual(["欢迎丁丹"]);
    await expect(dan.page.getByText("大家好")).toHaveCount(0);
  });

  await test.step("who is put out keeps what was said, and gets nothing more", async () => {
    const panel = await members();
    await button(panel, "conversation.remove_of", { name: chen.name }).click();
    await button(panel, "conversation.remove").last().click();
    await expect(panel.getByText(word("conversation.people_other", { count: 3 }))).toBeVisible();
    await ana.page.keyboard.press("Escape");
    await write(ana, "陈晨不在了");
    await expect(message(bo.page, "陈晨不在了")).toBeVisible();
    await expect(chen.page.getByText(word("conversation.left"))).toBeVisible();
    await expect.poll(async () => await shown(chen.page)).toEqual(["大家好", "收到", "欢迎丁丹"]);
    await expect(chen.page.getByLabel(word("conversation.write"), { exact: true })).toHaveCount(0);
    const sent = await chen.page.request.post(`/api/v1/conversations/${idOf(ana.page)}/messages`, { headers: { "X-Courtyard": "1" }, data: { mark: "from-outside-1", text: "还在吗" } });
    expect(sent.status()).toBe(404);
  });

  await test.step("one goes by oneself", async () => {
    await button(bo.page, "conversation.members").click();
    const panel = bo.page.getByRole("dialog", { name: word("conversation.members") });
    await button(panel, "conversation.leave").click();
    await button(panel, "conversation.leave").click();
    await expect(bo.page.getByText(word("conversation.left"))).toBeVisible();
    await expect(ana.page.locator(".passed").getByText(word("conversation.went", { name: bo.name }))).toBeVisible();
  });
  for (const person of [ana, bo, chen, dan]) expect(person.mistakes).toEqual([]);
  proved("DB-003", ["conversation.group", "conversation.add", "conversation.remove", "conversation.members", "message.send", "message.after"]);
});

test("a phone and a desk of one person are in step, and the badge is what is unread (proves: YZJ-036)", async ({ arrive, browser, house }) => {
  const [ana, bo, chen] = await colleagues(arrive, ["李安娜", desk], ["王波", desk], ["陈晨", desk]);
  const pocket = await Person.arrive(browser, house, bo.name, phone);
  await pocket.context.addInitScript(() => {
    const badges: number[] = [];
    Object.assign(globalThis, { badges });
    Object.assign(navigator, { setAppBadge: async (count: number) => void badges.push(count), clearAppBadge: async () => void badges.push(0) });
  });
  await house.advance(61); // for another code
  await pocket.signIn(bo.phone, "/home");
  const badge = async () => await pocket.page.evaluate(() => (globalThis as unknown as { badges: number[] }).badges.at(-1));
  const unread = async () => {
    const listed = (await (await pocket.page.request.get("/api/v1/conversations")).json()) as { items: { unread: number }[] };
    return listed.items.reduce((sum, one) => sum + one.unread, 0);
  };
  await begin(ana, [bo]);
  await write(ana, "一", "二");
  await begin(chen, [bo]);
  await write(chen, "三");
  await expect(rail(pocket.page).getByLabel(word("conversation.unread_other", { count: 3 }))).toBeVisible();
  expect(await unread()).toBe(3);
  await expect.poll(badge).toBe(3);
  await expect(pocket.page).toHaveTitle(/^\(3\) /);

  await bo.page.goto("/chats");
  await open(bo, ana.name);
  await expect.poll(badge, { message: "read on the desk, read in the pocket" }).toBe(1);
  expect(await unread()).toBe(1);
  await open(bo, chen.name);
  await expect.poll(badge).toBe(0);
  expect(await unread()).toBe(0);
  await expect(pocket.page).not.toHaveTitle(/^\(/);

  await test.step("what is written on one stands on the other", async () => {
    await pocket.page.goto("/chats");
    await open(pocket, chen.name);
    await write(bo, "桌上写的");
    await expect(message(pocket.page, "桌上写的")).toHaveClass(/mine/);
    await write(pocket, "手机写的");
    await expect(message(bo.page, "手机写的")).toHaveClass(/mine/);
    expect(await shown(bo.page)).toEqual(await shown(pocket.page));
  });
  await pocket.leave();
  proved("YZJ-036", ["conversation.list", "message.read", "message.send"]);
});

test("the line breaks, the house dies and comes back: nothing is lost and nothing is doubled (proves: YZJ-053)", async ({ browser }) => {
  const house = await House.start();
  const people: Person[] = [];
  try {
    const arrive = async (name: string) => {
      const person = await Person.arrive(browser, house, name, people.length ? phone : desk);
      people.push(person);
      return person;
    };
    const [ana, bo] = await colleagues(arrive, ["李安娜"], ["王波"]);
    await begin(ana, [bo]);
    await write(ana, "开始");
    await bo.page.goto(`/chats/${idOf(ana.page)}`);
    await expect(message(bo.page, "开始")).toBeVisible();

    await test.step("without a line one writes on", async () => {
      await bo.context.setOffline(true);
      await expect(bo.page.getByText(word("conversation.offline"))).toBeVisible();
      await write(bo, "离线一", "离线二");
      await expect(bo.page.locator('.waiting-message[data-state="stuck"]').first()).toBeVisible();
      await accessible(bo.page);
      await bo.picture("chats-offline");
      await write(ana, "在线一", "在线二");
      await expect(message(bo.page, "在线一")).toHaveCount(0);
    });
    await test.step("with another network all of it comes and goes by itself", async () => {
      await bo.context.setOffline(false);
      await expect.poll(async () => (await shown(bo.page)).length).toBe(5);
      await expect.poll(async () => await shown(ana.page)).toEqual(await shown(bo.page));
    });
    await test.step("so it does when the house is pulled from its plug in the middle of it", async () => {
      await Promise.all([write(ana, "甲", "乙", "丙"), write(bo, "丁", "戊"), house.kill()]);
      await house.open();
      await expect.poll(async () => (await shown(ana.page)).length, { timeout: 60_000 }).toBe(10);
      await expect.poll(async () => await shown(bo.page), { timeout: 60_000 }).toEqual(await shown(ana.page));
    });
    await test.step("and when the page itself is closed before anything was sent", async () => {
      await ana.context.setOffline(true);
      await write(ana, "关页之前");
      await expect(ana.page.locator(".waiting-message")).toHaveCount(1);
      const address = ana.page.url();
      await ana.context.setOffline(false);
      await ana.page.goto(address);
      await expect(message(bo.page, "关页之前")).toHaveCount(1);
    });
    const texts = await shown(bo.page);
    expect(texts.length, "once each").toBe(11);
    expect(new Set(texts).size).toBe(11);
    proved("YZJ-053", ["message.send", "message.after", "conversation.list"]);
  } finally {
    for (const person of people) await person.leave();
    await house.stop();
  }
});
