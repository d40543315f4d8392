/** What is urgent, between two real browsers: a desk and a phone. */
import type { Page } from "@playwright/test";
import { begin, button, colleagues, message, turnOn, write } from "../kit/chats";
import { accessible, desk, expect, phone, test } from "../kit/test";
import { word } from "../kit/words";

/** Opens the dialog that marks a message of one's own as urgent. */
async function asksToMark(page: Page, text: string): Promise<void> {
  const line = message(page, text).first();
  await line.hover();
  await line.getByRole("button", { name: new RegExp(`^${word("conversation.actions", { name: "", at: "" }).slice(0, 3)}`) }).click();
  await page.getByRole("menuitem", { name: word("conversation.act_urge"), exact: true }).click();
}

test("a message is marked as urgent, asks on the other's page, is confirmed, and its writer sees both", async ({ arrive }) => {
  const [ana, bo] = await colleagues(arrive, ["李安娜", desk], ["王波", phone]);
  await begin(ana, [bo]);
  await write(ana, "机房漏水了");
  await bo.page.goto("/home");
  const dialog = ana.page.getByRole("dialog");
  await test.step("the ladder is seen before", async () => {
    await asksToMark(ana.page, "机房漏水了");
    await expect(dialog.getByRole("list", { name: word("urgent.ladder") })).toContainText(word("urgent.at_once", { rung: word("urgent.rung_page") }));
    await expect(dialog.getByRole("list", { name: word("urgent.log") })).toBeHidden();
    await accessible(ana.page);
    await ana.picture("chaturgent-ladder");
  });
  await test.step("it asks on the page of who is to be reached, and he confirms", async () => {
    await button(dialog, "urgent.go").click();
    const asks = bo.page.getByRole("dialog");
    await expect(asks).toContainText("机房漏水了");
    await expect(asks).toContainText(ana.name);
    await expect(dialog.getByRole("list", { name: word("urgent.log") })).toContainText(word("urgent.open"));
    await accessible(bo.page);
    await bo.picture("chaturgent-asks");
    await button(asks, "urgent.confirm").click();
    await expect(asks).toBeHidden();
  });
  await test.step("the writer sees that, and it asks no more", async () => {
    await expect(dialog.getByRole("list", { name: word("urgent.log") })).toContainText(word("urgent.confirmed", { at: "" }).trim());
    await ana.picture("chaturgent-log");
    const asked = bo.page.waitForResponse((answer) => answer.url().endsWith("/conversation-urgent") && answer.ok());
    await bo.page.reload();
    await asked;
    await expect(bo.page.getByRole("dialog")).toBeHidden();
  });
});

test("whoever is reached sees how, refuses a sender and has him back, and chooses about his nights", async ({ arrive }) => {
  const [ana, bo] = await colleagues(arrive, ["李安娜", desk], ["王波", phone]);
  await begin(ana, [bo]);
  await write(ana, "机房漏水了");
  const marks = ana.page.getByRole("dialog");
  await asksToMark(ana.page, "机房漏水了");
  await button(marks, "urgent.go").click();
  await expect(marks.getByRole("list", { name: word("urgent.log") })).toContainText(word("urgent.open"));
  await button(marks, "common.close").click();

  await bo.page.goto("/chats");
  const asks = bo.page.getByRole("dialog");
  await button(asks, "urgent.confirm").click();
  await bo.page.getByRole("link", { name: word("urgent.settings"), exact: true }).click();
  const log = bo.page.getByRole("region", { name: word("urgent.reached"), exact: true });
  await expect(log).toContainText("机房漏水了");
  await expect(log).toContainText(ana.name);
  await expect(log).toContainText(word("urgent.i_confirmed", { at: "" }).trim());
  await expect(log).toContainText(word("urgent.rung_page"));
  await accessible(bo.page);
  await bo.picture("chaturgent-settings-phone");

  const ways = bo.page.getByRole("region", { name: word("urgent.ways"), exact: true });
  await turnOn(ways.getByRole("checkbox", { name: word("urgent.at_night") }));
  const senders = bo.page.getByRole("region", { name: word("urgent.senders"), exact: true });
  await button(senders, "urgent.refuse", { name: ana.name }).click();
  await expect(senders).toContainText(word("urgent.refused"));
  await bo.page.reload();
  await expect(ways.getByRole("checkbox", { name: word("urgent.at_night") })).toBeChecked();
  await expect(senders).toContainText(word("urgent.refused"));

  await test.step("what she marks now reaches him no more, and both see that nothing was done", async () => {
    await write(ana, "备用机房也漏水了");
    await asksToMark(ana.page, "备用机房也漏水了");
    await button(marks, "urgent.go").click();
    await expect(marks.getByRole("list", { name: word("urgent.log") })).toContainText(word("urgent.held"));
    await bo.page.reload();
    await expect(log).toContainText("备用机房也漏水了");
    await expect(log).toContainText(word("urgent.i_held"));
    await expect(bo.page.getByRole("dialog")).toBeHidden();
    await bo.page.setViewportSize(desk);
    await bo.picture("chaturgent-settings-desk");
  });
  await test.step("a text message wants a consent of its own, which is taken back by one press", async () => {
    const texts = bo.page.getByRole("region", { name: word("urgent.texts"), exact: true });
    await expect(texts).toContainText(word("urgent.texts_off"));
    for (const box of await texts.getByRole("checkbox").all()) await box.check();
    await texts.getByRole("button", { name: new RegExp(`^${word("data.give_of", { title: "" }).trim()}`) }).click();
    await expect(texts).toContainText(word("urgent.texts_on"));
    await texts.getByRole("button", { name: new RegExp(`^${word("data.withdraw_of", { title: "" }).trim()}`) }).click();
    await expect(texts).toContainText(word("urgent.texts_off"));
  });
  await button(senders, "urgent.allow_of", { name: ana.name }).click();
  await expect(senders).not.toContainText(word("urgent.refused"));
  for (const person of [ana, bo]) expect(person.mistakes).toEqual([]);
});
