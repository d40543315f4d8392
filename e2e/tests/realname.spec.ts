/** Real names between real browsers: both sides of a card from a telephone, compared at the desk of whoever runs the house. */
import type { Locator, Page } from "@playwright/test";
import { keeperOf, keeps, press } from "../kit/desk";
import { House } from "../kit/house";
import { Person } from "../kit/person";
import { accessible, desk, expect, part, phone, test } from "../kit/test";
import { word } from "../kit/words";

type At = Page | Locator;
const button = (at: At, key: string) => at.getByRole("button", { name: word(key), exact: true });
const CARD = "11010519491231002X";

/** A picture drawn in the page: no card of anybody. */
async function drawn(page: Page, text: string): Promise<Buffer> {
  const base64 = await page.evaluate((said) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 2400, height: 1500 });
    const pen = canvas.getContext("2d");
    if (!pen) throw new Error("no pen");
    pen.fillStyle = "#dfe8e4";
    pen.fillRect(0, 0, 2400, 1500);
    pen.fillStyle = "#222";
    pen.font = "96px sans-serif";
    pen.fillText(said, 120, 400);
    return canvas.toDataURL("image/png").split(",")[1] ?? "";
  }, text);
  return Buffer.from(base64, "base64");
}

async function upload(page: Page, key: string, text: string): Promise<void> {
  const chooses = page.waitForEvent("filechooser");
  await button(page, key).click();
  await (await chooses).setFiles({ name: "side.png", mimeType: "image/png", buffer: await drawn(page, text) });
}

test("a person agrees, uploads both sides, is compared at the desk and reads that he is verified", async ({ browser }) => {
  const house = await House.start({ keeper: keeperOf });
  const people: Person[] = [];
  try {
    const ana = await Person.arrive(browser, house, "李安娜", phone);
    people.push(ana);
    await ana.signUp("/me");
    const { page } = ana;

    await test.step("nothing is asked for before she agreed, each kind of data by a tick of its own", async () => {
      await page.getByRole("link", { name: word("me.real_name"), exact: true }).click();
      await expect(page.getByRole("heading", { level: 1, name: word("me.real_name") })).toBeVisible();
      await expect(button(page, "realname.front")).toHaveCount(0);
      await accessible(page);
      await ana.picture("realname-consent");
      for (const box of await page.getByRole("checkbox").all()) {
        await expect(box).not.toBeChecked();
        await box.check();
      }
      await page.getByRole("button", { name: new RegExp(word("data.give_of", { title: "" })) }).first().click();
      await expect(button(page, "realname.front")).toBeVisible();
    });

    await test.step("one side alone does not do", async () => {
      await upload(page, "realname.front", "李安娜");
      await expect(page.getByText(word("realname.there"), { exact: true })).toHaveCount(1);
      await page.getByLabel(word("realname.name"), { exact: true }).fill("李安娜");
      await page.getByLabel(word("realname.number"), { exact: true }).fill(CARD);
      await expect(button(page, "realname.send")).toBeDisabled();
      await upload(page, "realname.back", "中华人民共和国");
      await expect(page.getByText(word("realname.there"), { exact: true })).toHaveCount(2);
      await accessible(page);
      await ana.picture("realname-write");
      await button(page, "realname.send").click();
      await expect(page.getByText(word("realname.state_waiting"), { exact: true })).toBeVisible();
      await expect(page.getByText("1****************X")).toBeVisible();
      await ana.picture("realname-waiting");
    });

    const keeper = await keeps(browser, house, desk);
    people.push(keeper);
    await test.step("the desk sees it masked, the card with a reason, and says that they match", async () => {
      await part(keeper.page, "me.real_name");
      await expect(keeper.page.getByText("李**", { exact: true })).toBeVisible();
      await expect(keeper.page.getByText(CARD)).toHaveCount(0);
      await expect(button(keeper.page, "realname.look")).toBeDisabled();
      await keeper.page.getByLabel(word("realname.why"), { exact: true }).fill("核对证件");
      await press(keeper.page, "realname.look");
      await expect(keeper.page.getByText(CARD)).toBeVisible();
      for (const side of ["front", "back"]) await expect(keeper.page.getByAltText(word(`realname.side_${side}`))).toBeVisible();
      await accessible(keeper.page);
      await keeper.picture("realname-desk");
      await keeper.page.setViewportSize(phone);
      await keeper.picture("realname-desk-phone");
      await press(keeper.page, "realname.verified");
      await expect(keeper.page.getByText(word("realname.desk_none"))).toBeVisible();
    });

    await page.reload();
    await expect(page.getByText(word("realname.state_verified"), { exact: true })).toBeVisible();
    await page.setViewportSize(desk);
    await ana.picture("realname-verified");
    expect([ana, keeper].flatMap(({ mistakes }) => mistakes)).toEqual([]);
  } finally {
    for (const person of people) await person.leave();
    await house.stop();
  }
});
