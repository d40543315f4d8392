/** Stickers, and files that are passed on, between real browsers: a desk and a phone. */
import type { Page } from "@playwright/test";
import { begin, button, colleagues, entry, message, open, write } from "../kit/chats";
import type { Person } from "../kit/person";
import { accessible, desk, expect, phone, test } from "../kit/test";
import { word } from "../kit/words";

const idOf = (page: Page) => /conversation_[0-9a-f-]+/.exec(page.url())?.[0] ?? "";
const nameOf = (id: string) => word(`sticker.name_${id}`);
const sticker = (page: Page, id: string) => page.getByRole("log").getByRole("img", { name: word("sticker.said", { name: nameOf(id) }), exact: true });
const withSticker = (page: Page, id: string) => page.locator(".message").filter({ has: page.locator(`[data-sticker="${id}"]`) });
const panel = (page: Page) => page.getByRole("region", { name: word("sticker.panel") });
const tile = (page: Page, id: string, shelf: "all" | "recent" = "all") => panel(page).getByRole("list", { name: word(`sticker.${shelf}`) }).getByRole("button", { name: nameOf(id), exact: true });

async function stick({ page }: Person, id: string): Promise<void> {
  await button(page, "sticker.open").click();
  await tile(page, id).click();
  await expect(panel(page)).toHaveCount(0);
}

/** Opens the menu of the message in which this stands and chooses from it. */
async function does(page: Page, line: ReturnType<Page["locator"]>, what: string): Promise<void> {
  await line.hover();
  await line.getByRole("button", { name: new RegExp(`^${word("conversation.actions", { name: "", at: "" }).slice(0, 3)}`) }).click();
  await page.getByRole("menuitem", { name: word(`conversation.act_${what}`), exact: true }).click();
}

/** Carries what is chosen into the conversation with somebody. */
async function forward({ page }: Person, to: string): Promise<void> {
  const dialog = page.getByRole("dialog", { name: word("conversation.act_forward") });
  await dialog.getByRole("checkbox", { name: new RegExp(to) }).check();
  await dialog.getByRole("button", { name: word("conversation.forward_go_other", { count: 1 }) }).click();
  await expect(dialog).toHaveCount(0);
}

test("a sticker is found, sent alone, shown large, answered, passed on and taken back", async ({ arrive }) => {
  const [ana, bo, chen] = await colleagues(arrive, ["李安娜", desk], ["王波", phone], ["陈晨", desk]);
  await begin(ana, [chen]);
  await begin(ana, [bo]);
  const field = ana.page.getByLabel(word("conversation.write"), { exact: true });
  await bo.page.goto(`/chats/${idOf(ana.page)}`);
  await test.step("from the panel, by its name, at a desk", async () => {
    await button(ana.page, "sticker.open").click();
    await expect(panel(ana.page).getByRole("button")).toHaveCount(13);
    await accessible(ana.page);
    await ana.picture("chatsticker-panel-desk");
    const search = panel(ana.page).getByLabel(word("sticker.search"));
    await expect(search).toBeFocused();
    await search.fill("没有这个");
    await expect(panel(ana.page).getByText(word("sticker.none"))).toBeVisible();
    await search.fill("抱");
    await expect(panel(ana.page).getByRole("list").getByRole("button")).toHaveCount(1);
    await tile(ana.page, "hug").click();
    await expect(panel(ana.page)).toHaveCount(0);
    await expect(sticker(bo.page, "hug")).toBeVisible();
    await expect(sticker(ana.page, "hug").locator("svg")).toBeVisible();
    const [wide, bubble] = [await sticker(ana.page, "hug").boundingBox(), ana.page.locator(".bubble.bare").first()];
    expect(wide?.width).toBeGreaterThanOrEqual(120);
    await expect(bubble).toHaveCSS("background-color", "rgba(0, 0, 0, 0)");
  });
  await test.step("from a phone, with what was used last at hand, on this device alone", async () => {
    await stick(bo, "tea");
    await stick(bo, "good");
    await expect(sticker(ana.page, "good")).toBeVisible();
    await button(bo.page, "sticker.open").click();
    await expect(panel(bo.page).getByRole("list", { name: word("sticker.recent") }).getByRole("button")).toHaveCount(2);
    await expect(tile(bo.page, "good", "recent")).toBeVisible();
    await accessible(bo.page);
    await bo.picture("chatsticker-panel-phone");
    await bo.page.keyboard.press("Escape");
    await expect(panel(bo.page)).toHaveCount(0);
    await bo.page.reload();
    await button(bo.page, "sticker.open").click();
    await expect(tile(bo.page, "tea", "recent")).toBeVisible();
    await button(panel(bo.page), "common.close").click();
    await bo.picture("chatsticker-thread-phone");
  });
  await test.step("what stands in the field stays; an answer to a sticker quotes its name", async () => {
    const good = withSticker(ana.page, "good");
    await does(ana.page, good, "reply");
    await expect(ana.page.locator(".composer-aim")).toContainText(nameOf("good"));
    await field.fill("三点见");
    await field.press("Enter");
    await expect(message(bo.page, "三点见").locator(".quoted")).toContainText(word("sticker.said", { name: nameOf("good") }));
    await stick(ana, "night");
    await ana.page.goto("/chats");
    await expect(entry(ana.page, bo.name)).toContainText(word("sticker.said", { name: nameOf("night") }));
    await ana.picture("chatsticker-list-desk");
    await open(ana, bo.name);
  });
  await test.step("passed on, and taken back", async () => {
    const hug = withSticker(ana.page, "hug");
    await does(ana.page, hug, "forward");
    await forward(ana, chen.name);
    await does(ana.page, hug, "recall");
    await button(ana.page.getByRole("dialog"), "conversation.act_recall").click();
    await expect(sticker(bo.page, "hug")).toHaveCount(0);
    await chen.page.goto("/chats");
    await open(chen, ana.name);
    await expect(chen.page.locator(".forwarded").getByRole("img", { name: word("sticker.said", { name: nameOf("hug") }) })).toBeVisible();
    await ana.picture("chatsticker-thread-desk");
  });
  for (const person of [ana, bo, chen]) expect(person.mistakes).toEqual([]);
});

test("nothing moves where its person asked for rest", async ({ arrive }) => {
  const [ana, bo] = await colleagues(arrive, ["李安娜", desk], ["王波", phone]);
  await begin(ana, [bo]);
  await ana.page.emulateMedia({ reducedMotion: "reduce" });
  await stick(ana, "party");
  await expect(sticker(ana.page, "party").locator("svg")).toHaveCSS("animation-name", "none");
  await ana.page.emulateMedia({ reducedMotion: "no-preference" });
  await expect(sticker(ana.page, "party").locator("svg")).toHaveCSS("animation-name", "sticker-comes");
});

test("a message with files is passed on, by itself and in a record, and read where it goes", async ({ arrive }) => {
  const [ana, bo, chen] = await colleagues(arrive, ["李安娜", desk], ["王波", phone], ["陈晨", phone]);
  await begin(ana, [chen]);
  await begin(ana, [bo]);
  const text = "第三季度的数字";
  await ana.page.locator(`input[data-way="file"]`).setInputFiles({ name: "报告.txt", mimeType: "text/plain", buffer: Buffer.from(text) });
  await write(ana, "先看附件");
  const line = message(ana.page, "先看附件");
  await expect(line.getByText("报告.txt")).toBeVisible();
  await does(ana.page, line, "forward");
  await forward(ana, chen.name);
  await write(ana, "明天开会");
  await expect(message(ana.page, "明天开会")).toBeVisible();
  await does(ana.page, line, "select");
  await ana.page.locator(".message-pick").nth(1).check();
  await button(ana.page, "conversation.act_forward").click();
  await forward(ana, chen.name);
  await does(ana.page, line, "recall");
  await button(ana.page.getByRole("dialog"), "conversation.act_recall").click();
  await expect(ana.page.getByRole("log").getByText("报告.txt")).toHaveCount(0);

  await chen.page.goto("/chats");
  await open(chen, ana.name);
  const [coming] = await Promise.all([chen.page.waitForEvent("download"), chen.page.locator(".forwarded").getByRole("link", { name: word("files.download", { name: "报告.txt" }) }).click()]);
  const stream = await coming.createReadStream();
  let got = "";
  for await (const piece of stream) got += String(piece);
  expect(got).toBe(text);
  await expect(chen.page.locator(".record")).toContainText("报告.txt");
  await chen.page.locator(".record").click();
  const record = chen.page.getByRole("dialog", { name: word("conversation.record") });
  await expect(record.getByRole("link", { name: word("files.download", { name: "报告.txt" }) })).toHaveCount(1);
  await accessible(chen.page);
  await chen.picture("chatsticker-record-phone");
  for (const person of [ana, bo, chen]) expect(person.mistakes).toEqual([]);
});
