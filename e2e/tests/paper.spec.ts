/** People outside the screen: a sheet to be signed, and somebody who may act for another. */
import { keeperOf, keeps, press, proves } from "../kit/desk";
import { House } from "../kit/house";
import { Person } from "../kit/person";
import { accessible, expect, part, phone, test } from "../kit/test";
import { word } from "../kit/words";

test("the desk prints a sheet for somebody and takes the signed one in", async ({ browser }) => {
  const house = await House.start({ keeper: keeperOf });
  const people: Person[] = [];
  try {
    const ana = await Person.arrive(browser, house, "李安娜", phone);
    people.push(ana);
    await ana.signUp("/data");
    const keeper = await keeps(browser, house);
    people.push(keeper);
    const { page } = keeper;
    await part(page, "paper.title");
    await page.getByLabel(word("paper.phone"), { exact: true }).fill(ana.phone);
    await press(page, "paper.prepare");
    const sheet = page.locator(".print-sheet");
    await expect(sheet).toContainText(word("paper.i_agree"));
    await expect(sheet.locator("svg, img").first()).toBeVisible();
    expect(await sheet.innerText()).not.toContain("李安娜");
    await accessible(page);
    await keeper.picture("paper-sheet");
    const chooses = page.waitForEvent("filechooser");
    await press(page, "paper.scan");
    await (await chooses).setFiles({ name: "signed.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4\n%%EOF\n") });
    await expect(page.getByText(word("paper.state_scanned"), { exact: true })).toBeVisible();
    await press(page, "paper.look");
    await keeper.picture("paper-scanned");
    expect(keeper.mistakes).toEqual([]);
  } finally {
    for (const person of people) await person.leave();
    await house.stop();
  }
});

test("somebody names another who may act for him, and ends it", async ({ browser }) => {
  const house = await House.start();
  const people: Person[] = [];
  try {
    const ana = await Person.arrive(browser, house, "李安娜", phone);
    const bo = await Person.arrive(browser, house, "陈博", phone);
    people.push(ana, bo);
    await bo.signUp("/data");
    await ana.signUp("/data");
    await part(ana.page, "mandate.title");
    await press(ana.page, "mandate.give");
    await ana.page.getByLabel(word("mandate.phone"), { exact: true }).fill(bo.phone);
    await ana.page.getByRole("checkbox").first().check();
    await proves(ana, "mandate.give");
    await expect(ana.page.getByText(word("mandate.state_asked"), { exact: true })).toBeVisible();
    await accessible(ana.page);
    await ana.picture("mandate-given");

    await bo.page.reload();
    await part(bo.page, "mandate.title");
    await press(bo.page, "mandate.accept");
    await expect(bo.page.getByText(word("mandate.state_stands"), { exact: true })).toBeVisible();
    await press(bo.page, "mandate.act");
    await expect(bo.page.getByRole("dialog")).toContainText("李安娜");
    await accessible(bo.page);
    await bo.picture("mandate-act");

    await ana.page.reload();
    await part(ana.page, "mandate.title");
    await press(ana.page, "mandate.end");
    await ana.page.locator(".ant-popconfirm").getByRole("button", { name: word("mandate.end"), exact: true }).click();
    await expect(ana.page.getByText(word("mandate.state_over"), { exact: true })).toBeVisible();
    expect([...ana.mistakes, ...bo.mistakes]).toEqual([]);
  } finally {
    for (const person of people) await person.leave();
    await house.stop();
  }
});
