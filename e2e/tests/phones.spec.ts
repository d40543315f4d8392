/** A telephone called from a page, in a real browser with a microphone of its own. */
import { button, together } from "../kit/chats";
import { Company } from "../kit/company";
import { House } from "../kit/house";
import { received } from "../kit/media";
import { Person } from "../kit/person";
import { proved } from "../kit/proofs";
import { accessible, desk, expect, phone, test } from "../kit/test";
import { word } from "../kit/words";

test("an administrator lets members dial, one calls a number on a pad, both hear one another, and it stands in the log (proves: DB-006)", async ({ browser }) => {
  const company = await Company.open();
  const settings = {
    COURTYARD_SIP__UDP: "127.0.0.1:15070",
    COURTYARD_SIP__MEDIA_FIRST: "22000",
    COURTYARD_SIP__MEDIA_LAST: "22099",
    COURTYARD_SIP__TRUNK: company.at,
    COURTYARD_SIP__TRUNK_ACCOUNT: "66668888",
    COURTYARD_SIP__TRUNK_REGISTER: "false",
    COURTYARD_SIP__DIAL_PREFIXES: "+8610,+861",
  };
  const house = await House.start({ settings, profile: "duban" });
  const people: Person[] = [];
  try {
    const wang = await Person.arrive(browser, house, "王主管", desk);
    const bo = await Person.arrive(browser, house, "李波", phone);
    people.push(wang, bo);
    for (const one of people) await one.signUp();
    await together([wang, bo]);
    await wang.page.goto("/contacts");
    await button(wang.page, "contacts.part_colleagues").click();
    // It shows what was asked for a moment after the click.
    const allow = wang.page.getByRole("checkbox", { name: word("phone.rule_allow") });
    await allow.click();
    await expect(allow).toBeChecked();
    await expect(allow).toBeEnabled();

    await bo.page.goto("/phone");
    for (const key of "01066661234") await bo.page.getByRole("button", { name: word("phone.key", { key }), exact: true }).click();
    await bo.picture("phone-pad");
    await accessible(bo.page);
    await bo.page.getByRole("button", { name: word("phone.call"), exact: true }).click();
    await expect(bo.page.getByText(word("phone.state_talking"), { exact: true })).toBeVisible();
    expect(company.dialled).toContain("+861066661234");
    await expect.poll(async () => (await received(bo.page)).energy, { timeout: 20_000, message: "the tone of the telephone" }).toBeGreaterThan(0);
    await expect.poll(() => company.loudest, { timeout: 20_000, message: "what the page says" }).toBeGreaterThan(500);
    await bo.picture("phone-talking");
    await accessible(bo.page);
    await button(bo.page, "phone.end").click();
    await expect(bo.page.getByText(word("phone.state_done"))).toBeVisible();
    await expect.poll(() => company.ended).toBe(1);

    // A conference on a desk: two numbers, and a colleague by his page.
    await wang.page.goto("/phone");
    const number = wang.page.getByLabel(word("phone.number"));
    await number.fill("13800138001");
    await button(wang.page, "phone.more").click();
    await number.fill("13800138002");
    await wang.page.getByText(word("phone.people")).click();
    await wang.page.getByRole("checkbox", { name: bo.name }).check();
    await wang.picture("phone-conference");
    await button(wang.page, "phone.conference").click();
    await expect(wang.page.getByText(word("phone.state_talking"), { exact: true })).toHaveCount(2);
    await button(bo.page, "phone.join").click();
    await expect.poll(async () => (await received(bo.page)).energy, { timeout: 20_000, message: "the conference" }).toBeGreaterThan(0);
    await wang.picture("phone-open");
    await accessible(wang.page);
    await button(wang.page, "phone.end_all").click();
    await expect.poll(() => company.ended).toBe(3);
    expect([wang, bo].flatMap(({ mistakes }) => mistakes)).toEqual([]);
    proved("DB-006", ["phone.allow", "phone.start", "phone.list"]);
  } finally {
    for (const person of people) await person.leave();
    await house.stop();
    company.close();
  }
});
