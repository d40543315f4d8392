/** Services and applications of an organisation: opened and shut, registered, agreed to by whoever opens one, and taken back. */
import { founds, press } from "../kit/desk";
import { inEveryLook } from "../kit/look";
import { expect } from "../kit/test";
import { word } from "../kit/words";

/** The example of RFC 7636, appendix B. */
const challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

inEveryLook("an application is registered once, asked about before anything flows, and taken back", async ({ house, come, seen }) => {
  // Where the application would be: a page of this machine, so that nobody else is asked.
  const back = `${house.url}/home`;
  const ana = await come("Ana Li");
  const { page } = ana;
  await ana.signUp("/orgs");
  await founds(page, "Grey Brick");
  await page.getByRole("link", { name: word("orgs.applications"), exact: true }).click();
  const attendance = page.getByLabel(word("orgs.opens_attendance"), { exact: true });
  await expect(attendance).toBeChecked();
  await attendance.click();
  await expect(attendance).not.toBeChecked();
  await expect(page.getByText(word("apps.none"), { exact: true })).toBeVisible();
  await seen(ana, "applications-none");

  await press(page, "apps.register");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(word("apps.name"), { exact: true }).fill("Books");
  await dialog.getByLabel(word("apps.runner"), { exact: true }).fill("Blue Ledger Ltd");
  await dialog.getByLabel(word("apps.policy"), { exact: true }).fill("https://books.example/privacy");
  await dialog.getByLabel(word("apps.redirects"), { exact: true }).fill("nowhere");
  await dialog.getByLabel(word("apps.scope_email"), { exact: true }).check();
  await seen(ana, "applications-form");
  await dialog.getByRole("button", { name: word("apps.register_go"), exact: true }).click();
  await expect(dialog.getByRole("alert")).toBeVisible();
  await dialog.getByLabel(word("apps.redirects"), { exact: true }).fill(back);
  await dialog.getByRole("button", { name: word("apps.register_go"), exact: true }).click();
  await expect(page.getByText(word("apps.secret_once"), { exact: true })).toBeVisible();
  const [id = "", secret = ""] = await page.getByRole("alert").locator("code").allInnerTexts();
  expect(secret).toHaveLength(43);
  await seen(ana, "applications-secret");
  const on = page.getByLabel(word("apps.turn", { name: "Books" }), { exact: true });
  await on.click();
  await expect(on).toBeChecked();
  await page.reload();
  await expect(page.getByText("Books", { exact: false }).first()).toBeVisible();
  expect(await page.content(), "the secret is shown once").not.toContain(secret);

  const query = new URLSearchParams({
    client_id: id, redirect_uri: back, response_type: "code", scope: "openid profile email", state: "s",
    code_challenge: challenge, code_challenge_method: "S256",
  });
  await page.goto(`/authorize?${query}`);
  await expect(page.getByText("Blue Ledger Ltd", { exact: true })).toBeVisible();
  await expect(page.getByRole("link", { name: "https://books.example/privacy" })).toBeVisible();
  await expect(page.getByLabel(word("apps.scope_profile"), { exact: true })).toBeChecked();
  await expect(page.getByLabel(word("apps.scope_email"), { exact: true })).not.toBeChecked();
  await seen(ana, "authorize");
  const led = page.waitForRequest((request) => request.url().startsWith(`${back}?`));
  await press(page, "apps.ask_yes");
  const answered = new URL((await led).url()).searchParams;
  expect(answered.get("code")).toHaveLength(43);
  expect(answered.get("state")).toBe("s");
  // Arrived there: who goes elsewhere while he is led away is led away all the same.
  await page.waitForURL((url) => url.pathname === "/home");

  await page.goto("/me/applications");
  await expect(page.getByText("Books", { exact: false }).first()).toBeVisible();
  await seen(ana, "applications-mine");
  await page.getByRole("button", { name: word("apps.mine_end_of", { name: "Books" }), exact: true }).click();
  await expect(page.getByText(word("apps.mine_none"), { exact: true })).toBeVisible();
  query.set("redirect_uri", "https://evil.example/");
  await page.goto(`/authorize?${query}`);
  await expect(page.getByRole("alert")).toBeVisible();
  await seen(ana, "authorize-elsewhere");
  await page.goto("/farewell");
  await press(page, "apps.bye_yes");
  await expect(page).toHaveURL(/\/$/);
}, { settings: () => ({ COURTYARD_SERVER__PUBLIC_URL: "http://127.0.0.1" }) });
