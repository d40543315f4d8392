/** Somebody brings the archive of another house; the keeper knows that house's key. */
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { founds, press, proves } from "../kit/desk";
import { House } from "../kit/house";
import { inEveryLook } from "../kit/look";
import { Person } from "../kit/person";
import { expect, part } from "../kit/test";
import { word } from "../kit/words";

async function picks(page: Page, buffer: Buffer): Promise<void> {
  const chooses = page.waitForEvent("filechooser");
  await press(page, "moving.pick");
  await (await chooses).setFiles({ name: "archive.json", mimeType: "application/json", buffer });
}

inEveryLook("an archive of another house is looked at, compared and brought along; another file is not", async ({ browser, look, come, seen }) => {
  const other = await House.start();
  try {
    const before = await Person.arrive(browser, other, "Ana Li", look.size);
    await before.signUp("/data");
    await part(before.page, "data.rights");
    await press(before.page, "rights.archive_go");
    const saved = before.page.waitForEvent("download");
    await proves(before, "rights.archive_go");
    const archive = readFileSync(await (await saved).path());
    const fingerprint = await before.page.locator(".mono").first().innerText();
    await before.leave();

    const ana = await come("Ana Wang");
    const { page } = ana;
    await ana.signUp("/data");
    await part(page, "data.rights");
    await picks(page, Buffer.from("{}"));
    await expect(page.getByRole("alert").filter({ hasText: word("moving.no_archive") })).toBeVisible();
    await seen(ana, "moving-wrong");
    const forged = JSON.parse(archive.toString()) as { content: string };
    await picks(page, Buffer.from(JSON.stringify({ ...forged, content: forged.content.replace("Ana Li", "Bo Li") })));
    await expect(page.getByRole("alert")).toBeVisible();
    await expect(page.getByText(word("moving.offers"), { exact: true })).toBeHidden();

    await picks(page, archive);
    await expect(page.getByText(word("moving.unknown"), { exact: true })).toBeVisible();
    await expect(page.getByText(fingerprint, { exact: true })).toBeVisible();
    const take = page.getByRole("button", { name: word("moving.take"), exact: true });
    await expect(take).toBeDisabled();
    await page.getByLabel(word("moving.compared"), { exact: true }).check();
    await page.getByLabel(word("moving.mine_other"), { exact: true }).check();
    await page.getByLabel(/Ana Li/).check();
    await seen(ana, "moving-offers");
    await take.click();
    await expect(page.getByRole("alert")).toContainText(word("moving.done", { came: "" }).trim());
    await seen(ana, "moving-done");
    await page.goto("/me");
    await expect(page.getByLabel(word("me.name"), { exact: true })).toHaveValue("Ana Li");
  } finally {
    await other.stop();
  }
});

inEveryLook("a keeper writes down the key of another house, and forgets it again", async ({ keep, seen }) => {
  const keeper = await keep();
  const { page } = keeper;
  await part(page, "moving.houses");
  const own = await page.locator(".mono").nth(1).innerText();
  const add = async (name: string, key: string) => {
    await page.getByLabel(word("moving.name"), { exact: true }).fill(name);
    await page.getByLabel(word("moving.key"), { exact: true }).fill(key);
    await press(page, "moving.know");
  };
  await add("Grey Brick", "not a key");
  await expect(page.getByRole("alert")).toBeVisible();
  await seen(keeper, "known-wrong");
  await add("Grey Brick", own);
  await expect(page.getByText("Grey Brick", { exact: true })).toBeVisible();
  await expect(page.getByRole("alert")).toBeHidden();
  await seen(keeper, "known");
  await press(page, "moving.forget");
  await expect(page.getByText("Grey Brick", { exact: true })).toBeHidden();
}, { keeper: true });

inEveryLook("an organisation is taken along, and its people are asked to come into another house", async ({ browser, look, come, seen }) => {
  const other = await House.start();
  try {
    const before = await Person.arrive(browser, other, "Ana Li", look.size);
    await before.signUp("/orgs");
    await founds(before.page, "Grey Brick");
    await part(before.page, "org_moving.title");
    await press(before.page, "rights.archive_go");
    const saved = before.page.waitForEvent("download");
    await proves(before, "rights.archive_go");
    const archive = readFileSync(await (await saved).path());
    expect(archive.toString(), "an archive of an organisation holds no number").not.toContain(before.phone);
    await before.leave();

    const bo = await come("Bo Chen");
    await bo.signUp("/orgs");
    const ana = await come("Ana Wang");
    const { page } = ana;
    await ana.signUp("/orgs");
    await founds(page, "Grey Brick");
    await part(page, "org_moving.title");
    await seen(ana, "org-moving");
    await picks(page, archive);
    await expect(page.getByText(word("moving.unknown"), { exact: true })).toBeVisible();
    const take = page.getByRole("button", { name: word("org_moving.go"), exact: true });
    await expect(take).toBeDisabled();
    await page.getByLabel(word("moving.compared"), { exact: true }).check();
    await page.getByLabel("Ana Li", { exact: true }).fill(bo.phone);
    await seen(ana, "org-moving-offers");
    await take.click();
    await expect(page.getByRole("alert")).toContainText(word("org_moving.done", { departments: 0, rules: 0, invited: 1, filled: 0 }));
    await bo.page.reload();
    await expect(bo.page.getByText(word("imports.on", { basis: word("imports.basis_contract") }))).toBeVisible();
  } finally {
    await other.stop();
  }
});
