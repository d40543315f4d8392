/** Whether somebody is there, what he says about himself and that he writes, between real browsers. */
import { begin, button, colleagues, entry, message, open, turnOn, write } from "../kit/chats";
import { accessible, desk, expect, phone, test } from "../kit/test";
import { word } from "../kit/words";

test("who lets himself be seen is seen at once, with what he says; who hides is gone", async ({ arrive }) => {
  const [ana, bo] = await colleagues(arrive, ["李安娜", desk], ["王波", phone]);
  await begin(ana, [bo]);
  await bo.page.goto("/chats");
  const his = entry(bo.page, ana.name);
  const hers = ana.page.locator(".thread-head");
  await expect(his.getByRole("img", { name: word("status.here"), exact: true })).toBeVisible();
  await expect(hers.getByText(word("status.here"))).toBeVisible();

  await test.step("a status with a sign and an end stands in the list and under the name", async () => {
    await button(ana.page, "status.title").click();
    const dialog = ana.page.getByRole("dialog", { name: word("status.title") });
    await dialog.getByLabel(word("status.sign"), { exact: true }).fill("🍵");
    await dialog.getByLabel(word("status.text"), { exact: true }).fill("喝茶，下午回复");
    await dialog.getByLabel(word("status.ends"), { exact: true }).selectOption("day");
    await button(dialog, "status.save").click();
    await expect(button(dialog, "status.clear")).toBeVisible();
    await accessible(ana.page);
    await ana.picture("chatstatus-dialog");
    await button(dialog, "common.close").click();
    await expect(his.getByRole("img", { name: "喝茶，下午回复" })).toBeVisible();
    await bo.picture("chatstatus-list");
    await open(bo, ana.name);
    await expect(bo.page.locator(".under-name")).toContainText("🍵 喝茶，下午回复");
    await accessible(bo.page);
    await bo.picture("chatstatus-thread");
  });
  await test.step("that he writes is seen until he sent it", async () => {
    await bo.page.getByLabel(word("conversation.write"), { exact: true }).fill("好的");
    await expect(hers.getByText(word("status.typing"))).toBeVisible();
    await ana.picture("chatstatus-typing");
    await write(bo, "好的");
    await expect(message(ana.page, "好的")).toBeVisible();
    await expect(hers.getByText(word("status.typing"))).toHaveCount(0);
  });
  await test.step("left alone he is there, and says so", async () => {
    await bo.page.goto("/chats");
    await button(bo.page, "status.title").click();
    const dialog = bo.page.getByRole("dialog", { name: word("status.title") });
    await dialog.locator(".status-ways").getByRole("button", { name: word("status.end_hour"), exact: true }).click();
    await expect(button(dialog, "status.rest_end")).toBeVisible();
    await expect(hers.getByText(word("status.rest"))).toBeVisible();
    await accessible(bo.page);
    await bo.picture("chatstatus-rest");
    await dialog.getByLabel(word("status.shows"), { exact: true }).selectOption("nobody");
    await expect(hers.locator(".under-name")).toHaveCount(0);
    await expect(hers.getByRole("img", { name: word("status.rest") })).toHaveCount(0);
    const typing = dialog.getByLabel(word("status.tells_typing"));
    await expect(typing, "whom nobody sees is silent, too").not.toBeChecked();
    await turnOn(typing);
    await dialog.getByLabel(word("status.shows"), { exact: true }).selectOption("talk");
    await expect(hers.getByText(word("status.rest"))).toBeVisible();
  });
  for (const person of [ana, bo]) expect(person.mistakes).toEqual([]);
});
