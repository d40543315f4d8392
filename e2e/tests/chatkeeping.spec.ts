/** How long a group keeps what is said, between two real browsers: a desk and a phone. */
import { choose, button, message, together, write } from "../kit/chats";
import { House } from "../kit/house";
import { Person } from "../kit/person";
import { accessible, desk, expect, phone, test } from "../kit/test";
import { word } from "../kit/words";

const days = (count: number) => word("keeping.days", { count });

test("an organisation and an owner set for how long, everybody sees it, and then it is gone", async ({ browser }) => {
  // Days go by in it: the others' house stays in the present.
  const house = await House.start();
  const arrive = async (name: string, size: typeof desk) => await Person.arrive(browser, house, name, size);
  const people = [await arrive("李安娜", desk), await arrive("王波", phone), await arrive("陈晨", desk)] as const;
  const [ana, bo, chen] = people;
  try {
    for (const person of [ana, bo, chen]) await person.signUp();
    const org = await together([ana, bo, chen]);
    await test.step("the organisation: thirty days for what is said in its groups", async () => {
      await ana.page.goto(`/orgs/${org}`);
      await ana.page.getByRole("tab", { name: word("orgs.policy"), exact: true }).click();
      const line = ana.page.getByRole("listitem").filter({ hasText: "消息内容" });
      await expect(line).toContainText(word("orgs.policy_open"));
      await button(line, "orgs.policy_set").click();
      const dialog = ana.page.getByRole("dialog");
      await expect(dialog.getByText(word("orgs.policy_sent"))).toBeVisible();
      await dialog.getByLabel(word("desk.number"), { exact: true }).fill("30");
      await accessible(ana.page);
      await ana.picture("chatkeeping-org");
      await button(dialog, "common.save").click();
      await expect(dialog).toHaveCount(0);
    });
    await test.step("a group of the organisation says so to all", async () => {
      await ana.page.goto("/chats");
      await button(ana.page, "conversation.new").first().click();
      const dialog = ana.page.getByRole("dialog");
      await choose(dialog, bo, chen);
      await dialog.getByLabel(word("conversation.group_name"), { exact: true }).fill("项目组");
      await dialog.getByLabel(word("keeping.held_in"), { exact: true }).selectOption(org);
      await ana.picture("chatkeeping-new");
      await button(dialog, "conversation.make").click();
      await ana.page.waitForURL(/\/chats\/conversation_/);
      await bo.page.goto(new URL(ana.page.url()).pathname);
      for (const { page } of [ana, bo]) {
        await expect(page.getByText(word("keeping.holds", { messages: days(30), files: days(30) }))).toBeVisible();
      }
    });
    await test.step("its owner sets fewer days, and the other sees it at once", async () => {
      await button(ana.page, "conversation.menu").click();
      await ana.page.getByRole("menuitem", { name: word("keeping.set"), exact: true }).click();
      const dialog = ana.page.getByRole("dialog");
      await dialog.getByLabel(word("keeping.messages"), { exact: true }).fill("2");
      await accessible(ana.page);
      await ana.picture("chatkeeping-set");
      await button(dialog, "common.save").click();
      await expect(dialog).toHaveCount(0);
      for (const { page } of [ana, bo]) {
        await expect(page.getByText(word("keeping.holds", { messages: days(2), files: days(2) }))).toBeVisible();
      }
    });
    await test.step("after three days it is gone for both, and its place stays", async () => {
      await write(ana, "周五之前交");
      await expect(message(bo.page, "周五之前交")).toBeVisible();
      await house.advance(3 * 86_400);
      await expect
        .poll(
          async () => {
            await bo.page.reload();
            await expect(bo.page.getByText(word("keeping.holds", { messages: days(2), files: days(2) }))).toBeVisible();
            const gone = bo.page.getByRole("log").getByText(word("conversation.gone"));
            await expect(message(bo.page, "周五之前交").or(gone)).toBeVisible();
            return await gone.isVisible();
          },
          { timeout: 60_000 },
        )
        .toBe(true);
      await expect(bo.page.getByText("周五之前交")).toHaveCount(0);
      await accessible(bo.page);
      await bo.picture("chatkeeping-gone");
    });
    for (const person of [ana, bo, chen]) expect(person.mistakes).toEqual([]);
  } finally {
    for (const person of people) await person.leave();
    await house.stop();
  }
});
