/** A channel of an organisation, between real browsers: its editors announce, everybody reads. */
import { button, choose, entry, message, open, together, write } from "../kit/chats";
import { accessible, desk, expect, phone, test } from "../kit/test";
import { word } from "../kit/words";

test("an administrator makes a channel, everybody reads it, and whom he names an editor writes", async ({ arrive }) => {
  const [ana, bo, chen] = [await arrive("李安娜", desk), await arrive("王波", phone), await arrive("陈晨", desk)];
  for (const person of [ana, bo, chen]) await person.signUp();
  await together([ana, bo, chen]);
  await bo.page.goto("/chats");
  await ana.page.goto("/contacts");
  await button(ana.page, "contacts.part_colleagues").click();
  const card = ana.page.getByRole("region", { name: word("channel.title") });
  await card.getByLabel(word("channel.name"), { exact: true }).fill("公司公告");
  await accessible(ana.page);
  await ana.picture("chatchannel-make");
  await button(card, "channel.make").click();
  await ana.page.waitForURL(/\/chats\/conversation_/);
  await write(ana, "周五下午放假");

  await test.step("who has the page open hears of it, and reads without a field to write in", async () => {
    await expect(entry(bo.page, "公司公告")).toBeVisible();
    await open(bo, "公司公告");
    await expect(message(bo.page, "周五下午放假")).toBeVisible();
    await expect(bo.page.getByText(word("channel.is_quiet"))).toBeVisible();
    await expect(bo.page.getByLabel(word("conversation.write"), { exact: true })).toHaveCount(0);
    await accessible(bo.page);
    await bo.picture("chatchannel-read");
  });
  await test.step("an editor is named among all of the organisation, and writes", async () => {
    await chen.page.goto(new URL(ana.page.url()).pathname);
    await expect(message(chen.page, "周五下午放假")).toBeVisible();
    await button(ana.page, "conversation.members").click();
    const panel = ana.page.getByRole("dialog", { name: word("channel.editors") });
    await expect(panel.getByText(bo.name), "nobody sees who else reads").toHaveCount(0);
    await button(panel, "channel.name_editor").click();
    await choose(panel, chen);
    await button(panel, "channel.name_editor").click();
    await expect(panel.getByLabel(word("conversation.search"), { exact: true }), "the list is back").toHaveCount(0);
    await expect(panel.getByRole("listitem").filter({ hasText: chen.name })).toContainText(word("channel.editor"));
    await ana.picture("chatchannel-editors");
    await write(chen, "值班表见附件");
    await expect(message(bo.page, "值班表见附件")).toBeVisible();
  });
  for (const person of [ana, bo, chen]) expect(person.mistakes).toEqual([]);
});
