/** The shares of the master key are given out once, on paper; a backup is made and rehearsed. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keeperOf, press } from "../kit/desk";
import { inEveryLook } from "../kit/look";
import { expect, part } from "../kit/test";
import { word } from "../kit/words";

const places = () => ({ COURTYARD_BACKUP__FOLDER: mkdtempSync(join(tmpdir(), "courtyard-backup-")), COURTYARD_BACKUP__KEYS_FOLDER: mkdtempSync(join(tmpdir(), "courtyard-keys-")) });

inEveryLook("a keeper with nothing but a password gives the shares out, prints them, and gives none twice", async ({ keep, seen }) => {
  const keeper = await keep();
  const { page } = keeper;
  await part(page, "desk.backups");
  await expect(page.getByText(word("desk.backup_nowhere"), { exact: true })).toBeVisible();
  await press(page, "escrow.go");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(word("escrow.set"), { exact: true }).selectOption({ label: word("escrow.of", { need: 2, shares: 3 }) });
  const go = dialog.getByRole("button", { name: word("escrow.go"), exact: true });
  await expect(go).toBeDisabled();
  await expect(dialog.getByRole("button", { name: word("identity.send"), exact: true })).toBeHidden();
  const password = dialog.getByLabel(word("identity.password"), { exact: true });
  await password.fill("not the password");
  await seen(keeper, "escrow-ask");
  await go.click();
  await expect(dialog.getByRole("alert")).toBeVisible();
  await password.fill(keeperOf.password);
  await go.click();
  const shares = dialog.locator(".share");
  await expect(shares).toHaveCount(3);
  const lines = await dialog.locator(".share-line").allInnerTexts();
  expect(new Set(lines).size).toBe(3);
  await seen(keeper, "escrow-shares");

  await page.emulateMedia({ media: "print" });
  for (const share of await shares.all()) await expect(share).toBeVisible();
  await expect(dialog.getByRole("button", { name: word("escrow.print"), exact: true })).toBeHidden();
  await expect(dialog.getByRole("alert")).toBeHidden();
  await expect(page.getByRole("navigation")).toBeHidden();
  await expect(page.getByRole("heading", { level: 1 })).toBeHidden();
  const pdf = (await page.pdf()).toString("latin1");
  expect(pdf.match(/\/Type\s*\/Page\b(?!s)/g), "a paper each").toHaveLength(3);
  await page.emulateMedia({ media: "screen" });

  await dialog.getByRole("button", { name: word("common.close"), exact: true }).click();
  await expect(page.getByText(new RegExp(word("escrow.given", { day: "@", need: 2, shares: 3 }).split("@").at(-1)?.replaceAll(/[.()]/g, "\\$&") ?? "?"))).toBeVisible();
  await expect(page.getByRole("button", { name: word("escrow.go"), exact: true })).toBeHidden();
  expect(await page.locator("body").innerText()).not.toContain(lines[0]);
  await seen(keeper, "escrow-given");
}, { keeper: true });

inEveryLook("a backup that is made by a press stands here when it is done, and so does its rehearsal", async ({ house, keep, seen }) => {
  const keeper = await keep();
  const { page } = keeper;
  await part(page, "desk.backups");
  await seen(keeper, "backup-none");
  await press(page, "desk.backup_now");
  await expect(page.getByText(word("desk.backup_begun"), { exact: true })).toBeVisible();
  const stands = async (term: string) =>
    await expect(async () => {
      await page.reload();
      await part(page, "desk.backups");
      const told = page.locator("dt").filter({ hasText: word(term) }).locator("+ dd");
      await expect(told).toContainText("MB", { timeout: 2_000 });
    }).toPass({ timeout: 60_000 });
  await stands("desk.backup_newest");
  await expect(page.getByText(word("desk.backup_fresh"), { exact: true })).toBeVisible();
  await house.advance(6 * 3_600); // it is looked after four times a day
  await stands("desk.backup_rehearsed");
  await seen(keeper, "backup-made");
}, { keeper: true, settings: places });
