/** Programs in a conversation, between two real browsers: let in, heard, marked, shut out. */
import { begin, button, colleagues, entry, message } from "../kit/chats";
import { accessible, desk, expect, phone, test } from "../kit/test";
import { word } from "../kit/words";

test("the owner lets a program speak in a group, everybody sees what it is, and its address stops", async ({ arrive, house }) => {
  const [ana, bo, chen] = await colleagues(arrive, ["李安娜", desk], ["王波", phone], ["陈晨", desk]);
  await begin(ana, [bo, chen], "发布群");
  const panel = (page: typeof ana.page) => page.getByRole("dialog", { name: word("hooks.title"), exact: true });
  const look = async (page: typeof ana.page) => {
    await button(page, "conversation.menu").click();
    await page.getByRole("menuitem", { name: word("hooks.title"), exact: true }).click();
    await expect(panel(page)).toBeVisible();
  };
  const say = (address: string, body: unknown) => fetch(address, { method: "POST", body: JSON.stringify(body) });

  const address = await test.step("the address is told once", async () => {
    await look(ana.page);
    const dialog = panel(ana.page);
    await expect(dialog.getByText(word("hooks.none"))).toBeVisible();
    await dialog.getByLabel(word("hooks.name"), { exact: true }).fill("王波");
    await expect(dialog.getByText(word("hooks.name_wrong"))).toBeVisible();
    await dialog.getByLabel(word("hooks.name"), { exact: true }).fill("ci");
    await button(dialog, "hooks.make").click();
    const told = await dialog.getByLabel(word("hooks.address"), { exact: true }).inputValue();
    expect(told).toMatch(/\/api\/v1\/hooks\/[\w-]{43}$/);
    await accessible(ana.page);
    await ana.picture("chatprograms-address");
    await button(dialog, "hooks.kept").click();
    await expect(dialog.getByText("ci", { exact: true })).toBeVisible();
    expect(await ana.page.content()).not.toContain(told);
    await ana.page.keyboard.press("Escape");
    return `${house.url}${new URL(told).pathname}`;
  });
  await test.step("what it says comes at once to both, marked as a program's", async () => {
    await bo.page.goto("/chats");
    const blocks = [
      { type: "section", text: { type: "mrkdwn", text: "*构建失败* 第 7 次" } },
      { type: "actions", elements: [{ type: "button", url: "https://ci.example/7", text: { type: "plain_text", text: "打开日志" } }] },
    ];
    expect(await (await say(address, { text: "x", username: "构建机器人", blocks })).text()).toBe("ok");
    await expect(entry(bo.page, "发布群")).toContainText("构建机器人");
    await entry(bo.page, "发布群").click();
    for (const { page } of [ana, bo]) {
      const line = message(page, "构建失败");
      await expect(line).toContainText("构建机器人");
      await expect(line.getByText(word("hooks.tag", { name: "ci" }))).toBeVisible();
      await expect(line.getByRole("link", { name: "打开日志" })).toHaveAttribute("href", "https://ci.example/7");
    }
    await accessible(bo.page);
    await ana.picture("chatprograms-said");
    await bo.picture("chatprograms-said-phone");
    await bo.page.reload();
    await expect(message(bo.page, "构建失败").getByText(word("hooks.tag", { name: "ci" }))).toBeVisible();
  });
  await test.step("a member sees which programs there are and lets none in; removed it is silent", async () => {
    await look(bo.page);
    const theirs = panel(bo.page);
    await expect(theirs.getByText(word("hooks.may", { by: ana.name }))).toBeVisible();
    await expect(theirs.getByRole("button", { name: word("hooks.make") })).toHaveCount(0);
    await accessible(bo.page);
    await bo.picture("chatprograms-panel-phone");
    await look(ana.page);
    const dialog = panel(ana.page);
    await ana.picture("chatprograms-panel");
    await button(dialog, "hooks.remove_of", { name: "ci" }).click();
    await dialog.getByRole("group").getByRole("button", { name: word("hooks.remove"), exact: true }).click();
    await expect(dialog.getByText(word("hooks.none"))).toBeVisible();
    expect((await say(address, { text: "too late" })).status).toBe(404);
  });
  for (const person of [ana, bo, chen]) expect(person.mistakes).toEqual([]);
});
