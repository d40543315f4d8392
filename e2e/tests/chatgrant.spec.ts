/** Who else may read: an administrator lets the keepers in, everybody there sees it, the desk reads and is counted, and it ends. */
import { begin, button, message, together, write } from "../kit/chats";
import { keeperOf, keeps, press } from "../kit/desk";
import { House } from "../kit/house";
import { Person } from "../kit/person";
import { accessible, desk, expect, part, phone, test } from "../kit/test";
import { word } from "../kit/words";

test("an organisation lets the keepers of the house read a group, and its people see it as long as it holds", async ({ browser }) => {
  const house = await House.start({ keeper: keeperOf });
  const people: Person[] = [];
  try {
    for (const [name, size] of [["李安娜", desk], ["王波", phone], ["陈晨", desk]] as const) people.push(await Person.arrive(browser, house, name, size));
    const [ana, bo, chen] = people as [Person, Person, Person];
    for (const person of people) await person.signUp();
    const org = await together(people);
    await begin(ana, [bo, chen], "项目组", org);
    await write(ana, "账目见附件");
    await bo.page.goto(new URL(ana.page.url()).pathname);
    await expect(message(bo.page, "账目见附件")).toBeVisible();
    const line = bo.page.getByRole("note").filter({ hasText: word("grant.why.abuse") });
    await expect(line).toHaveCount(0);

    const keeper = await keeps(browser, house);
    people.push(keeper);
    await part(keeper.page, "grant.desk");
    await expect(keeper.page.getByText(word("grant.desk_none"))).toBeVisible();

    await ana.page.goto("/contacts");
    await button(ana.page, "contacts.part_colleagues").click();
    const grants = ana.page.getByRole("region", { name: word("grant.title"), exact: true });
    await grants.getByLabel(word("grant.for"), { exact: true }).selectOption("abuse");
    await button(grants, "grant.give").click();
    const given = grants.getByRole("list", { name: word("grant.list"), exact: true });
    await expect(given).toContainText("项目组");
    await expect(given).toContainText(word("grant.state_stands"));
    await grants.scrollIntoViewIfNeeded();
    await accessible(ana.page);
    await ana.picture("chatgrant-org");
    await expect(line).toBeVisible();

    await test.step("the desk reads, without names, and is counted", async () => {
      await keeper.page.reload();
      await part(keeper.page, "grant.desk");
      await expect(keeper.page.getByText(word("grant.why.abuse"))).toBeVisible();
      await accessible(keeper.page);
      await keeper.picture("chatgrant-list");
      await press(keeper.page, "grant.read");
      const read = keeper.page.getByRole("region", { name: word("grant.read"), exact: true });
      await expect(read).toContainText("账目见附件");
      await expect(read).not.toContainText(ana.name);
      await accessible(keeper.page);
      await keeper.picture("chatgrant-read");
      await bo.page.reload();
      await expect(line).toContainText(word("grant.stands_org", { why: word("grant.why.abuse"), until: "|", count: 1 }).split("|").at(-1) ?? "");
    });
    await test.step("everybody there looks up who was let in", async () => {
      await accessible(bo.page);
      await bo.picture("chatgrant-phone");
      await button(bo.page, "conversation.menu").click();
      await bo.page.getByRole("menuitem", { name: word("grant.history"), exact: true }).click();
      const history = bo.page.getByRole("dialog", { name: word("grant.history") });
      await expect(history).toContainText(word("grant.state_stands"));
      await expect(history).toContainText(ana.name);
      await accessible(bo.page);
      await bo.picture("chatgrant-history");
      await button(history, "common.close").click();
    });
    await button(given, "grant.end").click();
    await expect(given).toContainText(word("grant.state_ended"));
    await expect(line).toHaveCount(0);
    await press(keeper.page, "grant.back");
    await press(keeper.page, "grant.read");
    await expect(keeper.page.getByRole("alert")).toBeVisible();
    await expect(keeper.page.getByText("账目见附件")).toHaveCount(0);
    await ana.page.setViewportSize(phone);
    await grants.scrollIntoViewIfNeeded();
    await ana.picture("chatgrant-org-phone");
    await keeper.page.setViewportSize(phone);
    await keeper.picture("chatgrant-read-phone");
    for (const person of people) expect(person.mistakes).toEqual([]);
  } finally {
    for (const person of people) await person.leave();
    await house.stop();
  }
});
