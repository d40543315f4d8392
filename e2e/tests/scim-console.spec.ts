/** A directory of a company, connected by an administrator on the page: told once, heard of, renewed, ended. */
import type { Page } from "@playwright/test";
import { founds, press } from "../kit/desk";
import { inEveryLook } from "../kit/look";
import { expect, part } from "../kit/test";
import { word } from "../kit/words";

const NAME = "Head office";
const attested = ["roster.attest_purpose", "roster.attest_scope", "roster.attest_use"] as const;

/** What a directory does with what it was told, and nothing else: an address and a token. */
async function names(told: Told, phone: string, name: string): Promise<number> {
  const user = {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
    userName: `${phone}@house.example`,
    displayName: name,
    title: "Gardener",
    phoneNumbers: [{ value: `+86${phone}`, type: "mobile" }],
  };
  const headers = { Authorization: `Bearer ${told.token}`, "Content-Type": "application/scim+json" };
  return (await fetch(`${told.address}/Users`, { method: "POST", headers, body: JSON.stringify(user) })).status;
}

const looksFor = async (told: Told): Promise<number> => (await fetch(`${told.address}/Users`, { headers: { Authorization: `Bearer ${told.token}` } })).status;

type Told = { address: string; token: string };

/** Reads what the page tells this once. */
async function told(page: Page): Promise<Told> {
  const dialog = page.getByRole("dialog");
  const token = dialog.getByLabel(word("scim.token"), { exact: true });
  await expect(token).toBeVisible();
  return { address: await dialog.getByLabel(word("scim.address"), { exact: true }).inputValue(), token: await token.inputValue() };
}

/** Fills the form by keys alone. */
async function connects(page: Page): Promise<void> {
  await page.getByRole("button", { name: word("scim.connect"), exact: true }).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  const name = dialog.getByLabel(word("scim.name"), { exact: true });
  await expect(name).toBeVisible();
  for (let step = 0; step < 4 && !(await name.evaluate((field) => field === document.activeElement)); step++) await page.keyboard.press("Tab");
  await page.keyboard.type(NAME);
  await page.keyboard.press("Tab");
  await expect(dialog.getByLabel(word("scim.life"), { exact: true })).toBeFocused();
  for (const key of attested) {
    await page.keyboard.press("Tab");
    await expect(dialog.getByLabel(word(key), { exact: true })).toBeFocused();
    await page.keyboard.type("A directory of colleagues");
  }
  await expect(dialog.getByRole("button", { name: word("scim.connect_go"), exact: true }), "nothing without the attestation").toBeDisabled();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await expect(dialog.getByLabel(word("scim.attest_agreed"), { exact: true })).toBeChecked();
}

inEveryLook("an administrator connects a directory, sees that it came, renews it and ends it", async ({ come, house, seen }) => {
  const bo = await come("Bo Chen");
  await bo.signUp("/orgs");
  const ana = await come("Ana Li");
  const { page } = ana;
  await ana.signUp("/orgs");
  await founds(page, "Grey Brick");
  const here = page.url();
  await part(page, "orgs.directories");
  await expect(page.getByText(word("scim.none"), { exact: true })).toBeVisible();
  await seen(ana, "scim-none");

  await connects(page);
  await seen(ana, "scim-form");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const first = await told(page);
  expect(first.address).toMatch(new RegExp(`^${house.url}/scim/v2/scim_`));
  const dialog = page.getByRole("dialog");
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await dialog.getByRole("button", { name: word("scim.copy_token"), exact: true }).click();
  await expect(dialog.getByText(word("common.copied"), { exact: true })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(first.token);
  await seen(ana, "scim-told");
  for (const kind of ["entra", "okta", "other", "china"] as const) await dialog.getByText(word(`scim.${kind}`), { exact: true }).click();
  await expect(dialog.getByText(word("scim.entra_how"), { exact: true })).toBeVisible();
  await seen(ana, "scim-how");
  await dialog.getByRole("button", { name: word("scim.kept"), exact: true }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText(word("scim.unheard"))).toBeVisible();

  expect(await names(first, bo.phone, "Bo Chen")).toBe(201);
  await page.reload();
  await part(page, "orgs.directories");
  const line = page.getByRole("listitem").filter({ hasText: NAME });
  await expect(line).toContainText(word("scim.users", { count: 1 }));
  await expect(line).not.toContainText(word("scim.unheard"));
  await expect(line).toContainText("Ana Li");
  expect(await page.content(), "the token is told once").not.toContain(first.token);
  await seen(ana, "scim-heard");
  // He reads what it says of him, and joins by his own act.
  await bo.page.goto("/orgs");
  await press(bo.page, "orgs.accept");
  await expect(bo.page.getByText("Grey Brick").first()).toBeVisible();

  await page.getByRole("button", { name: word("scim.renew_of", { name: NAME }), exact: true }).click();
  await dialog.getByLabel(word("scim.life"), { exact: true }).selectOption("30");
  await seen(ana, "scim-renew");
  await dialog.getByRole("button", { name: word("scim.renew_go"), exact: true }).click();
  const second = await told(page);
  expect(second.address).toBe(first.address);
  expect(await looksFor(first), "the token before is good no longer").toBe(401);
  expect(await looksFor(second)).toBe(200);
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);

  await page.getByRole("button", { name: word("scim.end_of", { name: NAME }), exact: true }).click();
  await expect(page.getByText(word("scim.end_lead"), { exact: true })).toBeVisible();
  await seen(ana, "scim-end");
  await page.getByRole("tooltip").getByRole("button", { name: word("scim.end"), exact: true }).click();
  await expect(page.getByText(word("scim.ended", { name: NAME }), { exact: true })).toBeVisible();
  await expect(page.getByText(word("scim.none"), { exact: true })).toBeVisible();
  expect(await looksFor(second)).toBe(401);
  await page.goto(here);
  await part(page, "orgs.members");
  await expect(page.getByText("Bo Chen").first(), "who joined stays").toBeVisible();
  await part(page, "orgs.charges");
  for (const did of ["connect", "reconnect", "disconnect"] as const) await expect(page.getByText(word("roster.act_by", { who: "Ana Li", act: word(`roster.did_${did}`) }), { exact: true })).toBeVisible();
});
