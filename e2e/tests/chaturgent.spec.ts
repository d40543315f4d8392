/** What is urgent, between two real browsers: a desk and a phone. */
import { begin, button, colleagues, message, write } from "../kit/chats";
import { accessible, desk, expect, phone, test } from "../kit/test";
import { word } from "../kit/words";

test("a message is marked as urgent, asks on the other's page, is confirmed, and its writer sees both", async ({ arrive }) => {
  const [ana, bo] = await colleagues(arrive, ["李安娜", desk], ["王波", phone]);
  await begin(ana, [bo]);
  await write(ana, "机房漏水了");
  await bo.page.goto("/home");
  const dialog = ana.page.getByRole("dialog");
  await test.step("the ladder is seen before", async () => {
    const line = message(ana.page, "机房漏水了").first();
    await line.hover();
    await line.getByRole("button", { name: new RegExp(`^${word("conversation.actions", { name: "", at: "" }).slice(0, 3)}`) }).click();
    await ana.page.getByRole("menuitem", { name: word("conversation.act_urge"), exact: true }).click();
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
