/** Who else may read: an administrator lets the keepers in, everybody there sees it, the desk reads and is counted, and it ends. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
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

/** Another keeper of the house: made by whoever runs the machine, as the tests of the house make one. */
function makeKeeper(house: House): void {
  const program = [
    "import sqlite3, sys",
    "base = sqlite3.connect(sys.argv[1], timeout=20)",
    "base.execute('UPDATE yard_person SET keeper = 1 WHERE id = (SELECT MAX(id) FROM yard_person)')",
    "base.commit()",
  ];
  execFileSync("python3", ["-c", program.join("\n"), join(house.data, "house", "courtyard.db")]);
}

test("a second administrator agrees before anybody reads, and a reviewed case lets the desk read", async ({ browser }) => {
  const house = await House.start({ keeper: keeperOf });
  const people: Person[] = [];
  const headers = { "X-Courtyard": "1" };
  try {
    for (const [name, size] of [["李安娜", desk], ["王波", phone], ["陈晨", desk]] as const) people.push(await Person.arrive(browser, house, name, size));
    const [ana, bo, chen] = people as [Person, Person, Person];
    for (const person of people) await person.signUp();
    const org = await together([ana, bo]);
    const invited = await ana.page.request.post(`/api/v1/orgs/${org}/invitations`, { headers, data: { phone: chen.phone, role: "administrator" } });
    expect(invited.ok(), await invited.text()).toBe(true);
    const { items } = (await (await chen.page.request.get("/api/v1/me/invitations")).json()) as { items: { id: string }[] };
    expect((await chen.page.request.post(`/api/v1/invitations/${items[0]?.id}/accept`, { headers })).ok()).toBe(true);
    await chen.page.reload();
    await begin(ana, [bo, chen], "项目组", org);
    const path = new URL(ana.page.url()).pathname;
    await write(ana, "账目见附件");
    await bo.page.goto(path);
    await expect(message(bo.page, "账目见附件")).toBeVisible();
    const line = bo.page.getByRole("note").filter({ hasText: word("grant.why.support") });

    const grantsOf = async (person: Person) => {
      await person.page.goto("/contacts");
      await button(person.page, "contacts.part_colleagues").click();
      return person.page.getByRole("region", { name: word("grant.title"), exact: true });
    };
    await test.step("what one administrator asks waits for another, and nobody agrees to his own", async () => {
      const asked = await grantsOf(ana);
      await button(asked, "grant.give").click();
      await expect(asked.getByRole("list")).toContainText(word("grant.state_waits"));
      await expect(button(asked, "grant.agree")).toHaveCount(0);
      await expect(line).toHaveCount(0);
    });
    await test.step("the other one agrees, and everybody there sees it", async () => {
      const other = await grantsOf(chen);
      await expect(other).toContainText("项目组");
      await other.scrollIntoViewIfNeeded();
      await accessible(chen.page);
      await chen.picture("chatgrant-agree");
      await button(other, "grant.agree").click();
      await expect(other.getByRole("list")).toContainText(word("grant.state_stands"));
      await expect(other.getByRole("list")).toContainText(word("grant.agreed_by", { name: chen.name }));
      await expect(line).toBeVisible();
      await button(other, "grant.end").click();
      await expect(line).toHaveCount(0);
    });

    const keeper = await keeps(browser, house);
    people.push(keeper);
    const second = await Person.arrive(browser, house, "周平", desk);
    people.push(second);
    await second.signUp();
    makeKeeper(house);
    const read = async <Of>(person: Person, url: string) => (await (await person.page.request.get(url)).json()) as Of;
    const form = keeper.page.getByRole("form", { name: word("grant.case"), exact: true });
    await test.step("without a reviewed case there is nothing to choose", async () => {
      await part(keeper.page, "grant.desk");
      await press(keeper.page, "grant.case");
      await expect(keeper.page.getByText(word("grant.case_none"))).toBeVisible();
      await expect(form).toHaveCount(0);
    });
    await test.step("with one, it lets the desk read a conversation of somebody in it", async () => {
      const known = await read<{ share: { code: string }[]; identity: { code: string }[] }>(keeper, "/api/v1/desk/disclosures/grounds?lang=zh");
      const { id: person } = await read<{ id: string }>(bo, "/api/v1/me");
      const facts = { to: "某区人民法院", reference: "调字〔2026〕1号", why: "案件审理" };
      const data = { kind: "authority", ground: known.share[0]?.code, identity_case: known.identity[0]?.code, people: [person], fields: ["display-name"], facts };
      const opened = await keeper.page.request.post("/api/v1/desk/disclosures", { headers, data });
      expect(opened.ok(), await opened.text()).toBe(true);
      const { id } = (await opened.json()) as { id: string };
      const paper = { content: Buffer.from("%PDF-1.7 subpoena").toString("base64") };
      for (const [who, step, body] of [[keeper, "papers", paper], [second, "review", { approve: true }]] as const) {
        const done = await who.page.request.post(`/api/v1/desk/disclosures/${id}/${step}`, { headers, data: body });
        expect(done.ok(), await done.text()).toBe(true);
      }
      await keeper.page.reload();
      await part(keeper.page, "grant.desk");
      await press(keeper.page, "grant.case");
      await form.getByLabel(word("grant.address"), { exact: true }).fill(`${house.url}${path}`);
      await accessible(keeper.page);
      await keeper.picture("chatgrant-case");
      await keeper.page.setViewportSize(phone);
      await keeper.picture("chatgrant-case-phone");
      await keeper.page.setViewportSize(desk);
      await button(form, "grant.case_give").click();
      await expect(keeper.page.getByText(word("grant.desk_case"))).toBeVisible();
      await expect(bo.page.getByRole("note").filter({ hasText: word("grant.why.law") })).toBeVisible();
      await press(keeper.page, "grant.read");
      await expect(keeper.page.getByRole("region", { name: word("grant.read"), exact: true })).toContainText("账目见附件");
    });
    for (const one of people) expect(one.mistakes).toEqual([]);
  } finally {
    for (const person of people) await person.leave();
    await house.stop();
  }
});
