/** An order to keep: two administrators hold a group, everybody there sees it before he writes, and what is taken back waits for its end. */
import { act, begin, button, message, together, write } from "../kit/chats";
import { House } from "../kit/house";
import { Person } from "../kit/person";
import { accessible, desk, expect, phone, test } from "../kit/test";
import { word } from "../kit/words";

test("an organisation holds a group as evidence, and its people see what that means before they write and take back", async ({ browser }) => {
  const house = await House.start();
  const people: Person[] = [];
  try {
    for (const [name, size] of [["李安娜", desk], ["王波", phone], ["陈晨", desk]] as const) people.push(await Person.arrive(browser, house, name, size));
    const [ana, bo, chen] = people as [Person, Person, Person];
    for (const person of people) await person.signUp();
    const org = await together([ana, bo]);
    const headers = { "X-Courtyard": "1" };
    const invited = await ana.page.request.post(`/api/v1/orgs/${org}/invitations`, { headers, data: { phone: chen.phone, role: "administrator" } });
    expect(invited.ok(), await invited.text()).toBe(true);
    const { items } = (await (await chen.page.request.get("/api/v1/me/invitations")).json()) as { items: { id: string }[] };
    expect((await chen.page.request.post(`/api/v1/invitations/${items[0]?.id}/accept`, { headers })).ok()).toBe(true);
    await chen.page.reload();
    await begin(ana, [bo, chen], "项目组", org);
    await bo.page.goto(new URL(ana.page.url()).pathname);
    await write(bo, "账目见附件");
    const line = bo.page.getByRole("note").filter({ hasText: word("hold.why.dispute") });
    await expect(message(ana.page, "账目见附件")).toBeVisible();

    const holdsOf = async (person: Person) => {
      await person.page.goto("/contacts");
      await button(person.page, "contacts.part_colleagues").click();
      return person.page.getByRole("region", { name: word("hold.title"), exact: true });
    };
    const holds = await holdsOf(ana);
    await button(holds, "hold.place").click();
    const placed = holds.getByRole("list", { name: word("hold.list"), exact: true });
    await expect(placed).toContainText(word("hold.state_waits"));
    await expect(line).toHaveCount(0);
    await test.step("another administrator agrees", async () => {
      const other = await holdsOf(chen);
      await expect(other).toContainText("项目组");
      await other.scrollIntoViewIfNeeded();
      await accessible(chen.page);
      await chen.picture("chathold-agree");
      await button(other, "grant.agree").click();
      await expect(other.getByRole("list")).toContainText(word("hold.state_stands"));
    });
    await test.step("who is there sees it, and what taking back means meanwhile", async () => {
      await expect(line).toBeVisible();
      await accessible(bo.page);
      await bo.picture("chathold-phone");
      await act(bo.page, "账目见附件", "recall");
      const dialog = bo.page.getByRole("dialog");
      await expect(dialog).toContainText(word("hold.recall_sure"));
      await bo.picture("chathold-recall");
      await button(dialog, "conversation.act_recall").click();
      await expect(message(bo.page, "账目见附件")).toHaveCount(0);
      await button(bo.page, "conversation.menu").click();
      await bo.page.getByRole("menuitem", { name: word("hold.history"), exact: true }).click();
      const history = bo.page.getByRole("dialog", { name: word("hold.history") });
      await expect(history).toContainText(word("hold.state_stands"));
      await expect(history).toContainText(ana.name);
      await accessible(bo.page);
      await bo.picture("chathold-history");
      await button(history, "common.close").click();
    });
    await ana.page.reload();
    const again = await holdsOf(ana);
    await expect(again).toContainText(word("hold.kept", { count: 1 }));
    await again.scrollIntoViewIfNeeded();
    await accessible(ana.page);
    await ana.picture("chathold-org");
    await button(again, "hold.end").click();
    await expect(again).toContainText(word("hold.state_ended"));
    await expect(line).toHaveCount(0);
    await ana.page.setViewportSize(phone);
    await again.scrollIntoViewIfNeeded();
    await ana.picture("chathold-org-phone");
    for (const person of people) expect(person.mistakes).toEqual([]);
  } finally {
    for (const person of people) await person.leave();
    await house.stop();
  }
});
