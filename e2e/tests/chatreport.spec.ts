/** Reports of messages, and what an organisation orders for its groups, between real browsers. */
import { act, begin, button, colleagues, message, together, turnOn, write } from "../kit/chats";
import { keeperOf, keeps, press } from "../kit/desk";
import { House } from "../kit/house";
import { Person } from "../kit/person";
import { accessible, desk, expect, part, phone, test } from "../kit/test";
import { word } from "../kit/words";

test("a message is reported to those who keep order, who take it away, and both are told and nobody hears by whom", async ({ arrive }) => {
  const [ana, bo, chen] = await colleagues(arrive, ["李安娜", desk], ["王波", phone], ["陈晨", desk]);
  await begin(ana, [bo, chen], "邻里互助");
  await write(ana, "欢迎大家");
  const path = new URL(ana.page.url()).pathname;
  for (const { page } of [bo, chen]) await page.goto(path);
  await write(chen, "转账给我，下周双倍还你");
  const bad = "转账给我";
  await expect(message(bo.page, bad)).toBeVisible();

  await act(bo.page, bad, "report");
  const dialog = bo.page.getByRole("dialog", { name: word("report.title") });
  await expect(dialog).toContainText(bad);
  await expect(dialog).toContainText(word("report.lead_moderators"));
  await dialog.getByLabel(word("report.why"), { exact: true }).selectOption("fraud");
  await dialog.getByLabel(word("report.note"), { exact: true }).fill("他也私下找过我");
  await accessible(bo.page);
  await bo.picture("chatreport-dialog");
  await button(dialog, "report.go").click();
  await expect(dialog).toContainText(word("report.done_moderators"));
  await button(dialog, "common.close").last().click();

  await button(ana.page, "conversation.menu").click();
  await ana.page.getByRole("menuitem", { name: word("order.title"), exact: true }).click();
  const panel = ana.page.getByRole("dialog", { name: word("order.title") });
  const list = panel.getByRole("region", { name: word("report.list") });
  await expect(list).toContainText("他也私下找过我");
  await expect(list, "not by whom").not.toContainText(bo.name);
  await accessible(ana.page);
  await ana.picture("chatreport-panel");
  await button(list, "report.do_removed").click();
  await expect(list).toContainText(word("report.answered", { outcome: word("report.outcome_removed") }));
  for (const { page } of [bo, chen]) await expect(message(page, bad)).toHaveCount(0);

  await bo.page.goto("/contacts");
  const mine = bo.page.getByRole("region", { name: word("report.mine") });
  await expect(mine).toContainText(word("report.outcome_removed"));
  await bo.picture("chatreport-mine");
  await chen.page.goto("/notices");
  await expect(chen.page.getByText("您的一条消息被举报并处理")).toBeVisible();
  await expect(chen.page.getByText(bo.name)).toHaveCount(0);
  for (const person of [ana, bo, chen]) expect(person.mistakes).toEqual([]);
});

test("an organisation refuses words in its groups, and its members read which", async ({ arrive }) => {
  const [ana, bo, chen] = [await arrive("李安娜", desk), await arrive("王波", phone), await arrive("陈晨", desk)];
  for (const person of [ana, bo, chen]) await person.signUp();
  const org = await together([ana, bo, chen]);
  await ana.page.goto("/contacts");
  await button(ana.page, "contacts.part_colleagues").click();
  const rules = ana.page.getByRole("region", { name: word("governing.title") });
  await rules.getByLabel(word("governing.words"), { exact: true }).fill("内幕消息\nFalcon");
  await button(rules, "governing.words_set").click();
  await expect(rules.getByRole("status")).toHaveText(word("governing.saved"));
  await turnOn(rules.getByRole("checkbox", { name: word("governing.groups_alone") }));
  await accessible(ana.page);
  await ana.picture("chatrules-desk");

  await begin(ana, [bo, chen], "项目组", org);
  await bo.page.goto(new URL(ana.page.url()).pathname);
  await write(bo, "听说有内幕消息");
  const refused = bo.page.getByRole("alert").filter({ hasText: "内幕消息" });
  await expect(refused).toBeVisible();
  await bo.picture("chatrules-refused");
  await button(refused, "conversation.drop").click();
  await write(bo, "没有内情");
  await expect(message(ana.page, "没有内情")).toBeVisible();
  await expect(message(ana.page, "内幕消息")).toHaveCount(0);

  await bo.page.goto("/contacts");
  await button(bo.page, "contacts.part_colleagues").click();
  const read = bo.page.getByRole("region", { name: word("governing.title") });
  await expect(read).toContainText(word("governing.groups_administrators"));
  await read.getByText(word("governing.words_count", { count: 2 })).click();
  await expect(read).toContainText("内幕消息、Falcon");
  await accessible(bo.page);
  await bo.picture("chatrules-phone");
});

test("a message is reported to the house, whose desk takes it down, and both are told", async ({ browser }) => {
  const house = await House.start({ keeper: keeperOf });
  const people: Person[] = [];
  try {
    for (const [name, size] of [["李安娜", desk], ["王波", phone]] as const) people.push(await Person.arrive(browser, house, name, size));
    const [ana, bo] = people as [Person, Person];
    for (const person of people) await person.signUp();
    await together(people);
    await begin(ana, [bo]);
    const bad = "转账给我，下周双倍还你";
    await write(ana, bad);
    await bo.page.goto(new URL(ana.page.url()).pathname);
    await act(bo.page, bad, "report");
    const dialog = bo.page.getByRole("dialog", { name: word("report.title") });
    await expect(dialog).toContainText(word("report.lead_house"));
    await dialog.getByLabel(word("report.why"), { exact: true }).selectOption("fraud");
    await button(dialog, "report.go").click();
    await expect(dialog).toContainText(word("report.done_house"));
    await button(dialog, "common.close").last().click();

    const keeper = await keeps(browser, house);
    people.push(keeper);
    const { page } = keeper;
    await part(page, "desk.tickets");
    await press(page, "desk.open");
    await expect(page.getByText(bad)).toBeVisible();
    await accessible(page);
    await button(page, "report.take_down").click();
    await expect(page.getByText(word("report.taken_down"))).toBeVisible();
    await expect(button(page, "report.take_down")).toBeDisabled();
    await keeper.picture("chatreport-taken-down");
    await page.setViewportSize(phone);
    await keeper.picture("chatreport-taken-down-phone");
    for (const one of [ana, bo]) await expect(message(one.page, bad)).toHaveCount(0);
    await ana.page.goto("/notices");
    await expect(ana.page.getByText("您的一条消息被举报并处理")).toBeVisible();
    await bo.page.goto("/contacts");
    await expect(bo.page.getByRole("region", { name: word("report.mine") })).toContainText(word("report.outcome_removed"));
    for (const person of people) expect(person.mistakes).toEqual([]);
  } finally {
    for (const person of people) await person.leave();
    await house.stop();
  }
});
