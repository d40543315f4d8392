/** The organisation and its people: records, who sees them, and the mark of an organisation that is what it says. */
import { founds, press, proves } from "../kit/desk";
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
  await press(page, "common.save");
  await expect(sheet.getByRole("alert")).toBeVisible();
  await seen(ana, "record-wrong");
  await sheet.getByLabel(word("roster.email"), { exact: true }).fill("ana@example.com");
  await press(page, "common.save");
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

inEveryLook("an administrator comes into the console of another screen by a code, and compares the number", async ({ come, seen }) => {
  const ana = await come("Ana Li");
  const { page } = ana;
  await ana.signUp("/orgs");
  await founds(page, "Grey Brick");
  await page.goto("/settings");
  await press(page, "console.set");
  await page.locator("input[type=password]").fill("kT9#vq2LmX");
  await proves(ana, "console.set");
  await expect(page.getByText(word("console.set_done"), { exact: true })).toBeVisible();

  const screen = await come("Screen");
  const shown = screen.page.waitForResponse((answer) => new URL(answer.url()).pathname === "/api/v1/console/codes");
  await screen.page.goto("/console");
  const { code } = (await (await shown).json()) as { code: string };
  const digits = screen.page.locator(".console-number strong");
  await expect(digits).toHaveText(/^\d{4}$/);
  await seen(screen, "console-code");

  // To open the link scans nothing: a press does.
  await page.goto(`/console/${code}`);
  await expect(page.getByRole("button", { name: word("console.go"), exact: true })).toBeVisible();
  await seen(ana, "console-asked");
  await expect(screen.page.getByRole("status")).toHaveText(word("console.shown"));
  await press(page, "console.go");
  await expect(page.locator(".console-number strong")).toHaveText(await digits.innerText());
  await seen(ana, "console-number");
  await expect(screen.page.getByRole("status")).toHaveText(word("console.scanned"));
  await page.getByRole("button", { name: word("console.choose_of", { name: "Grey Brick" }), exact: true }).click();
  await expect(page.getByText(word("console.chose"), { exact: true })).toBeVisible();

  const password = screen.page.getByLabel(word("console.password"), { exact: true });
  await password.fill("not the password");
  await press(screen.page, "console.enter");
  await expect(screen.page.getByRole("alert")).toBeVisible();
  await seen(screen, "console-password");
  await password.fill("kT9#vq2LmX");
  await press(screen.page, "console.enter");
  await expect(screen.page.getByRole("heading", { level: 1, name: "Grey Brick" })).toBeVisible();
});

inEveryLook("who is on a list refuses it before he is a member, and lets lists name him again", async ({ come, seen }) => {
  const bo = await come("Bo Chen");
  await bo.signUp("/orgs");
  const ana = await come("Ana Li");
  const { page } = ana;
  await ana.signUp("/orgs");
  await founds(page, "Grey Brick");
  await part(page, "orgs.uploads");
  await page.getByLabel(word("roster.paste"), { exact: true }).fill(`Name,Mobile\nBo Chen,${bo.phone}`);
  await press(page, "roster.read");
  for (const key of ["roster.attest_purpose", "roster.attest_scope", "roster.attest_use"] as const) await page.getByLabel(word(key), { exact: true }).fill("A directory");
  await page.getByLabel(word("roster.attest_agreed"), { exact: true }).check();
  await page.getByRole("button", { name: word("roster.go", { count: 1 }), exact: true }).click();
  await expect(page.getByText(word("roster.done", { invited: 1, there: 0, departments: 0 }))).toBeVisible();
  await bo.page.goto("/data");
  await part(bo.page, "orgs.lists");
  await press(bo.page, "roster.refuse");
  await bo.page.getByRole("tooltip").getByRole("button", { name: word("roster.refuse"), exact: true }).click();
  const allow = bo.page.getByRole("button", { name: word("roster.allow_of", { name: "Grey Brick" }), exact: true });
  await expect(allow).toBeVisible();
  await seen(bo, "uploads-refused");
  await bo.page.goto("/orgs");
  await expect(bo.page.getByText(word("orgs.none"), { exact: true })).toBeVisible();
  await expect(bo.page.getByRole("button", { name: word("orgs.accept"), exact: true })).toHaveCount(0);
  await bo.page.goto("/data");
  await part(bo.page, "orgs.lists");
  await allow.click();
  await expect(allow).toHaveCount(0);
});
