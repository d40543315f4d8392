/** The organisation and its people: records, who sees them, and the mark of an organisation that is what it says. */
import { founds, press } from "../kit/desk";
import { inEveryLook } from "../kit/look";
import { expect, part } from "../kit/test";
import { word } from "../kit/words";

inEveryLook("an administrator keeps a record and says what is shown of it, and its person changes what is his", async ({ come, seen }) => {
  const ana = await come("Ana Li");
  const { page } = ana;
  await ana.signUp("/orgs");
  await founds(page, "Grey Brick");
  await part(page, "orgs.people");
  await expect(page.getByRole("status")).toHaveText(word("roster.people", { count: 1 }));
  await seen(ana, "people-list");
  await page.getByRole("button", { name: /Ana Li/ }).click();
  const sheet = page.getByRole("dialog");
  await expect(sheet).toContainText(word("roster.empty"));
  await press(page, "roster.edit");
  await sheet.getByLabel(word("roster.seat"), { exact: true }).fill("A 3-17");
  await sheet.getByLabel(word("roster.email"), { exact: true }).fill("nobody");
  await press(page, "roster.save");
  await expect(sheet.getByRole("alert")).toBeVisible();
  await seen(ana, "record-wrong");
  await sheet.getByLabel(word("roster.email"), { exact: true }).fill("ana@example.com");
  await press(page, "roster.save");
  await expect(sheet).toContainText("A 3-17");
  await seen(ana, "record");
  await press(page, "common.close");
  await page.getByLabel(word("roster.search"), { exact: true }).fill("3-17");
  await expect(page.getByRole("button", { name: /Ana Li/ })).toBeVisible();
  await part(page, "orgs.records");
  const seat = page.getByLabel(word("roster.inside_of", { field: word("roster.seat") }), { exact: true });
  await seat.selectOption("organisation");
  await expect(seat).toHaveValue("organisation");
  await page.reload();
  await part(page, "orgs.records");
  await expect(seat).toHaveValue("organisation");
  await seen(ana, "record-rules");
});
