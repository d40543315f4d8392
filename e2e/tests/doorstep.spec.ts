/** What strangers meet: what a number from abroad is asked, and what breaks on a page that they see, too. */
import type { Page } from "@playwright/test";
import { keeperOf, keeps, press } from "../kit/desk";
import { House } from "../kit/house";
import { Person } from "../kit/person";
import { desk, expect, part, phone, test } from "../kit/test";
import { word } from "../kit/words";

/** Breaks the page where it stands, and waits until it has asked whether that may be told. */
async function breaks(page: Page): Promise<void> {
  const asked = page.waitForResponse((answer) => answer.url().includes("/api/v1/me/consents"));
  await page.evaluate(() => {
    setTimeout(function ringTheBell() {
      throw new RangeError("nobody is in");
    }, 0);
  });
  await (await asked).finished();
}

const told = (person: Person) => person.asked.filter((address) => address.endsWith("/api/v1/crashes"));

test("what breaks at the door of a meeting is told by whoever agreed to that, and by nobody else", async ({ browser }) => {
  const house = await House.start({ keeper: keeperOf });
  const people: Person[] = [];
  try {
    const keeper = await keeps(browser, house);
    const guest = await Person.arrive(browser, house, "过路人", phone);
    people.push(keeper, guest);
    const { page } = keeper;
    await page.goto("/home");
    await press(page, "meet.start");
    await page.waitForURL(/\/m\/\d{9}/);
    const door = new URL(page.url()).pathname;

    await test.step("a guest has agreed to nothing: nothing is sent, and nothing stays in the browser", async () => {
      await guest.page.goto(door);
      await expect(guest.page.getByLabel(word("green.name"), { exact: true })).toBeVisible();
      await breaks(guest.page);
      await expect(guest.page.getByLabel(word("green.name"), { exact: true })).toBeVisible();
      expect(told(guest)).toEqual([]);
      expect(await guest.page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);
    });

    await test.step("whoever is signed in and was not asked sends nothing either", async () => {
      await breaks(page);
      expect(told(keeper)).toEqual([]);
    });

    await test.step("after a yes it is told, without the number of the meeting", async () => {
      await page.goto("/data");
      await part(page, "data.consents");
      const consents = (await (await page.request.get("/api/v1/me/consents?lang=zh-CN")).json()) as { items: { purpose: string; title: string }[] };
      const title = consents.items.find(({ purpose }) => purpose === "crash-reports")?.title ?? "?";
      await page.getByRole("button", { name: word("data.give_of", { title }), exact: true }).click();
      await expect(page.getByRole("button", { name: word("data.withdraw_of", { title }), exact: true })).toBeVisible();
      await page.goto(door);
      await expect(page.getByRole("heading").first()).toBeVisible();
      const sent = page.waitForResponse((answer) => answer.url().endsWith("/api/v1/crashes"));
      await breaks(page);
      expect((await sent).status()).toBe(204);
      await page.setViewportSize(desk);
      await page.goto("/desk");
      await part(page, "crashes.tab");
      await expect(page.getByText(/^RangeError at ringTheBell/)).toBeVisible();
      await press(page, "crashes.open");
      await expect(page.getByRole("tabpanel").getByText("/m/:id", { exact: true })).toBeVisible();
    });
  } finally {
    for (const person of people) await person.leave();
    await house.stop();
  }
});

test("a number from abroad is asked for one thing more, and keeps what was typed", async ({ browser }) => {
  const house = await House.start({ profile: "yunzhijia" });
  const ana = await Person.arrive(browser, house, "Ana", phone);
  try {
    const { page } = ana;
    await page.goto("/enter");
    await press(page, "sign.agree");
    const number = page.getByLabel(word("sign.phone"), { exact: true });
    await number.fill("+14155550123");
    await press(page, "sign.send_code");
    const asked = (await (await page.request.get("/api/v1/policy/asked?abroad=true&lang=zh-CN")).json()) as { items: { title: string }[] };
    await expect(page.getByRole("heading", { name: asked.items[0]?.title ?? "?", exact: true })).toBeVisible();
    expect(asked.items).toHaveLength(1);
    await press(page, "sign.decline");
    await expect(number).toBeVisible();
    expect(await house.told("+14155550123", /./)).toBeUndefined();
    await number.fill("+14155550123");
    await press(page, "sign.send_code");
    await press(page, "sign.agree");
    await expect(number).toHaveValue("+14155550123");
    await press(page, "sign.send_code");
    await expect(page.getByLabel(word("sign.code"), { exact: true })).toBeVisible();
    expect(await house.codeFor("+14155550123")).toMatch(/^\d{6}$/);
  } finally {
    await ana.leave();
    await house.stop();
  }
});
