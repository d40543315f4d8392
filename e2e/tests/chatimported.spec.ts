/** A conversation is taken along as a signed file, and brought into another house, where only he reads it who brought it. */
import { begin, button, colleagues, message, write } from "../kit/chats";
import { House } from "../kit/house";
import { Person } from "../kit/person";
import { accessible, desk, expect, phone, test } from "../kit/test";
import { word } from "../kit/words";

test("somebody takes a conversation along and reads it in another house", async ({ browser, arrive }) => {
  const other = await House.start();
  const people: Person[] = [];
  try {
    const [ana, bo] = await colleagues(arrive, ["李安娜", desk], ["王波", phone]);
    await begin(ana, [bo]);
    await write(ana, "周五三点开会");
    await bo.page.goto(new URL(ana.page.url()).pathname);
    await write(bo, "好的，带上合同");
    await expect(message(ana.page, "好的，带上合同")).toBeVisible();
    await button(ana.page, "conversation.menu").click();
    await ana.picture("chatimported-menu");
    const saving = ana.page.waitForEvent("download");
    await ana.page.getByRole("menuitem", { name: word("imported.along"), exact: true }).click();
    const file = await (await saving).path();

    const again = await Person.arrive(browser, other, "李安娜", desk);
    people.push(again);
    await again.signUp();
    await again.page.goto("/search");
    await again.page.getByRole("tab", { name: word("imported.tab"), exact: true }).click();
    const panel = again.page.getByRole("tabpanel");
    await expect(panel).toContainText(word("imported.none"));
    await again.page.getByLabel(word("imported.file"), { exact: true }).setInputFiles(file);
    const all = panel.getByRole("list", { name: word("imported.title"), exact: true });
    await expect(all).toContainText(word("imported.of_two"));
    await accessible(again.page);
    await again.picture("chatimported-list");
    await button(all, "imported.read").click();
    const dialog = again.page.getByRole("dialog");
    await expect(dialog).toContainText("周五三点开会");
    await expect(dialog).toContainText(bo.name);
    await accessible(again.page);
    await again.picture("chatimported-read");
    await button(dialog, "common.close").click();
    await panel.getByLabel(word("imported.search"), { exact: true }).fill("合同");
    await expect(panel.getByRole("list", { name: word("imported.found"), exact: true })).toContainText("好的，带上合同");
    await again.page.setViewportSize(phone);
    await again.picture("chatimported-phone");
    await test.step("a file that is none is refused, and says why", async () => {
      await again.page.getByLabel(word("imported.file"), { exact: true }).setInputFiles({ name: "x.json", mimeType: "application/json", buffer: Buffer.from("{}") });
      await expect(panel.getByRole("alert")).toBeVisible();
    });
    await button(all, "imported.remove").click();
    await expect(panel).toContainText(word("imported.none"));
    for (const person of [ana, bo]) expect(person.mistakes).toEqual([]);
  } finally {
    for (const person of people) await person.leave();
    await other.stop();
  }
});
