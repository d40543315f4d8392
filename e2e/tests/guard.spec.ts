/** What guards an account: the freeze and its end, guardians, and a second factor. */
import { press, proves, keeperOf } from "../kit/desk";
import { inEveryLook } from "../kit/look";
import { expect, part } from "../kit/test";
import { word } from "../kit/words";

inEveryLook("one press freezes an account on every device, and a fresh code opens it again", async ({ house, come, seen }) => {
  const ana = await come("Ana Li");
  const { page } = ana;
  await ana.signUp("/me");
  await seen(ana, "me");
  await press(page, "me.freeze_go");
  await page.locator(".ant-popconfirm").getByRole("button", { name: word("me.freeze_go"), exact: true }).click();
  await page.waitForURL(/\/unfreeze/);
  expect((await page.request.get("/api/v1/me")).status()).toBe(401);
  await seen(ana, "unfreeze");
  await house.advance(61);
  await page.getByLabel(word("unfreeze.phone"), { exact: true }).fill(ana.phone);
  await press(page, "unfreeze.send");
  const code = page.getByLabel(word("unfreeze.code"), { exact: true });
  await code.fill("000000");
  await press(page, "unfreeze.go");
  await expect(page.getByRole("alert")).toBeVisible();
  await seen(ana, "unfreeze-wrong");
  await code.fill(await house.codeFor(ana.phone));
  await press(page, "unfreeze.go");
  await expect(page.getByText(word("unfreeze.done"), { exact: true })).toBeVisible();
  await seen(ana, "unfreeze-done");
  await house.advance(61);
  await press(page, "unfreeze.enter");
  await ana.signIn(ana.phone, "/me");
  await expect(page.getByLabel(word("me.name"), { exact: true })).toHaveValue("Ana Li");
});

inEveryLook("a child says so and waits; the guardian signs a sheet, sets limits and takes the data along", async ({ house, come, seen }) => {
  const mother = await come("Ana Li");
  await mother.signUp("/me");
  const kim = await come("Kim");
  await kim.signUp("/me");
  await kim.page.getByLabel(word("minor.born"), { exact: true }).fill(String(new Date().getFullYear() - 10));
  await press(kim.page, "minor.state");
  await expect(kim.page.getByText(word("minor.waiting"), { exact: true })).toBeVisible();
  await seen(kim, "minor-waiting");
  await kim.page.getByLabel(word("minor.phone"), { exact: true }).fill(mother.phone);
  await press(kim.page, "minor.ask");
  await expect(kim.page.getByText(word("minor.asked"), { exact: true })).toBeVisible();
  await kim.page.goto("/home");
  await seen(kim, "minor-home");

  const { page } = mother;
  await page.reload();
  await expect(page.getByRole("heading", { name: word("minor.wards"), exact: true })).toBeVisible();
  await seen(mother, "wards-asked");
  await press(page, "minor.agree");
  const chooses = page.waitForEvent("filechooser");
  await press(page, "minor.sheet");
  await (await chooses).setFiles({ name: "sheet.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7\nI agree that Kim uses this house.\n%%EOF") });
  await expect(page.getByText("sheet.pdf", { exact: true })).toBeVisible();
  await seen(mother, "wards-sheet");
  await proves(mother, "minor.agree");
  await expect(page.getByLabel(word("minor.close_meetings"), { exact: true })).toBeVisible();
  await page.getByLabel(word("minor.close_organisations"), { exact: true }).click();
  await expect(page.getByLabel(word("minor.close_organisations"), { exact: true })).toBeChecked();
  await seen(mother, "wards");
  await kim.page.goto("/me");
  await expect(kim.page.getByText(word("minor.closed"), { exact: true })).toBeVisible();
  await seen(kim, "minor-agreed");

  await press(page, "minor.data");
  const saved = page.waitForEvent("download");
  await proves(mother, "minor.data");
  expect((await saved).suggestedFilename()).toMatch(/\.json$/);
  await press(page, "minor.take_back");
  await house.advance(61);
  await seen(mother, "wards-back");
  await proves(mother, "minor.refuse");
  await expect(page.getByRole("heading", { name: word("minor.wards"), exact: true })).toBeHidden();
  expect((await kim.page.request.get("/api/v1/me")).status()).toBe(401);
});

inEveryLook("before the desk shows data of others it wants a second factor; a passkey is one, and the password alone is none", async ({ house, keep, seen }) => {
  // A passkey belongs to a name, and never to a bare address.
  const keeper = await keep(`http://localhost:${house.port}`);
  const { page, context } = keeper;
  const device = await context.newCDPSession(page);
  await device.send("WebAuthn.enable");
  await device.send("WebAuthn.addVirtualAuthenticator", { options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } });
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText(word("factor.title"), { exact: true })).toBeVisible();
  await expect(dialog.getByText(word("factor.no_phone"), { exact: true })).toBeVisible();
  await seen(keeper, "factor");
  await dialog.getByRole("button", { name: word("identity.passkey"), exact: true }).click();
  await expect(dialog.getByRole("alert")).toBeVisible();
  await seen(keeper, "factor-none");
  await dialog.getByRole("link", { name: word("factor.there"), exact: true }).click();
  await page.waitForURL(/\/me/);
  await press(page, "me.passkey_add");
  await expect(page.getByText(word("me.passkey_default"), { exact: true }).first()).toBeVisible();
  await seen(keeper, "passkey-added");
  await page.goto("/desk");
  await dialog.getByRole("button", { name: word("identity.passkey"), exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText(word("desk.requests_none"), { exact: true })).toBeVisible();
  await part(page, "paper.title");
  await expect(page.getByLabel(word("paper.phone"), { exact: true })).toBeVisible();
}, { keeper: true, settings: () => ({ COURTYARD_ACCOUNTS__STAFF_FACTOR: "true" }) });

inEveryLook("a keeper who has nothing but a password proves by it that it is really he", async ({ keep, seen }) => {
  const keeper = await keep();
  const { page } = keeper;
  await page.goto("/data");
  await part(page, "data.rights");
  await press(page, "rights.archive_go");
  const dialog = page.getByRole("dialog");
  const password = dialog.getByLabel(word("identity.password"), { exact: true });
  await expect(password).toBeVisible();
  await expect(dialog.getByRole("button", { name: word("identity.send"), exact: true })).toBeHidden();
  await password.fill("not the password");
  await dialog.getByRole("button", { name: word("rights.archive_go"), exact: true }).click();
  await expect(dialog.getByRole("alert")).toBeVisible();
  await seen(keeper, "prove-password");
  await password.fill(keeperOf.password);
  const saved = page.waitForEvent("download");
  await dialog.getByRole("button", { name: word("rights.archive_go"), exact: true }).click();
  expect((await saved).suggestedFilename()).toMatch(/\.json$/);
}, { keeper: true });
