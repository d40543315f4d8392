/** People who come in numbers, a house that goes to another, and who sits at which queue. */
import { founds, press } from "../kit/desk";
import { inEveryLook } from "../kit/look";
import { expect, part } from "../kit/test";
import { word } from "../kit/words";

inEveryLook("an administrator brings a list of members, which everybody on it reads before he joins", async ({ come, seen }) => {
  const bo = await come("Bo Chen");
  await bo.signUp("/orgs");
  await seen(bo, "orgs-none");
  const ana = await come("Ana Li");
  const { page } = ana;
  await ana.signUp("/orgs");
  await founds(page, "Grey Brick");
  await part(page, "orgs.uploads");
  await page.getByLabel(word("roster.paste"), { exact: true }).fill(`Name,Mobile,Department,Shoe size\nBo Chen,${bo.phone},R&D,42\nNobody,12,,`);
  await press(page, "roster.read");
  const go = page.getByRole("button", { name: word("roster.go", { count: 1 }), exact: true });
  await expect(go).toBeDisabled();
  await expect(page.getByText(word("roster.why_phone"), { exact: true })).toBeVisible();
  await seen(ana, "uploads-looked");
  await page.getByLabel(word("roster.leave_out"), { exact: true }).check();
  for (const [key, text] of [["roster.attest_purpose", "A directory"], ["roster.attest_scope", "Name and number"], ["roster.attest_use", "Calls at work"]] as const) {
    await page.getByLabel(word(key), { exact: true }).fill(text);
  }
  await expect(go).toBeDisabled();
  await page.getByLabel(word("roster.attest_agreed"), { exact: true }).check();
  await go.click();
  await expect(page.getByText(word("roster.done", { invited: 1, there: 0, departments: 1 }))).toBeVisible();
  await seen(ana, "uploads-done");

  await bo.page.goto("/data");
  await part(bo.page, "orgs.lists");
  await expect(bo.page.getByText("Calls at work")).toBeVisible();
  await seen(bo, "uploads-mine");
  await bo.page.goto("/orgs");
  await expect(bo.page.getByText("Grey Brick", { exact: true })).toBeVisible();
  await expect(bo.page.getByText(word("imports.on", { basis: word("imports.basis_consent") }))).toBeVisible();
  await press(bo.page, "orgs.accept");
  await expect(bo.page.getByRole("button", { name: word("orgs.open"), exact: true })).toBeVisible();
  await press(bo.page, "orgs.open");
  await expect(bo.page.getByRole("heading", { level: 1, name: "Grey Brick" })).toBeVisible();
  await expect(bo.page.getByRole("tab").or(bo.page.getByRole("option")).filter({ hasText: word("orgs.uploads") })).toHaveCount(0);
  for (const key of ["orgs.members", "orgs.people", "orgs.departments", "orgs.uploads", "orgs.records", "orgs.charges", "orgs.certificate", "programs.title", "orgs.policy", "statistics.title"]) {
    await part(page, key);
    await seen(ana, `org-${key.replace(".", "-")}`);
  }
});

inEveryLook("a keeper announces who takes the house over, and the successor answers with his code", async ({ keep, come, seen }) => {
  const keeper = await keep();
  const { page } = keeper;
  await part(page, "desk.disclosures");
  await page.getByLabel(word("disclosure.successor"), { exact: true }).fill("Green Tile");
  await page.getByLabel(word("disclosure.contact"), { exact: true }).fill("010-87654321");
  await press(page, "disclosure.announce");
  const told = page.getByText(word("disclosure.succession_code", { code: "" }).trim());
  await expect(told).toBeVisible();
  const code = (await told.innerText()).replace(word("disclosure.succession_code", { code: "" }).trim(), "").trim();
  await seen(keeper, "succession");

  const successor = await come("Di Zhao");
  await successor.page.goto("/takeover");
  const accept = successor.page.getByRole("button", { name: word("takeover.accept"), exact: true });
  await expect(accept).toBeDisabled();
  await successor.page.getByLabel(word("takeover.code"), { exact: true }).fill("not the code");
  await successor.page.getByLabel(word("takeover.promise"), { exact: true }).check();
  await accept.click();
  await expect(successor.page.getByRole("alert")).toBeVisible();
  await seen(successor, "takeover-wrong");
  await successor.page.getByLabel(word("takeover.code"), { exact: true }).fill(code);
  await accept.click();
  await expect(successor.page.getByText(word("takeover.accepted"), { exact: true })).toBeVisible();
  await seen(successor, "takeover-done");
  await page.reload();
  await part(page, "desk.disclosures");
  await expect(page.getByText(word("disclosure.succession_accepted"))).toBeVisible();
}, { keeper: true });

inEveryLook("whoever sits at a queue is listed; a role is never without a holder, and goes to a keeper alone", async ({ keep, come, seen }) => {
  const ana = await come("Ana Li");
  await ana.signUp();
  const keeper = await keep();
  const { page } = keeper;
  await part(page, "desk.tickets");
  await page.getByText(word("desk.staff"), { exact: true }).click();
  const holders = page.locator("details[open] .lines > li");
  await expect(holders).toHaveCount(2);
  await expect(holders.first()).toContainText(word("desk.staff_me"));
  await seen(keeper, "staff");
  await holders.first().getByRole("button", { name: word("desk.staff_end"), exact: true }).click();
  await page.locator(".ant-popconfirm").getByRole("button", { name: word("desk.staff_end"), exact: true }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await page.getByLabel(word("desk.staff_phone"), { exact: true }).fill(ana.phone);
  await press(page, "desk.staff_give");
  await expect(page.getByRole("alert")).toHaveCount(2);
  await seen(keeper, "staff-refused");
  await expect(holders).toHaveCount(2);
}, { keeper: true });

inEveryLook("a small change of the policy stands at the desk with what it changes, is told to whoever comes, and wants no assessment", async ({ house, keep, seen }) => {
  const keeper = await keep();
  const { page } = keeper;
  await part(page, "desk.policy");
  await expect(page.getByRole("heading", { name: word("disclosure.assessments"), exact: true })).toBeVisible();
  await seen(keeper, "assessments-none");
  // Backups that go elsewhere stand in the policy.
  const elsewhere = { S3_ENDPOINT: "http://127.0.0.1:9", S3_BUCKET: "data", S3_KEYS_BUCKET: "keys", S3_KEY_ID: "id", S3_SECRET: "secret-of-the-store", PLACE: "CN" };
  await house.again(Object.fromEntries(Object.entries(elsewhere).map(([name, value]) => [`COURTYARD_BACKUP__${name}`, value])));
  await page.goto("/home");
  await expect(page.getByRole("heading", { level: 2, name: word("policy.news"), exact: true })).toBeVisible();
  await seen(keeper, "policy-news");
  await page.goto("/desk");
  await part(page, "desk.policy");
  await press(page, "desk.open");
  await expect(page.getByText(word("desk.tally", { people: 1, agreed: 0, objected: 0 }), { exact: true })).toBeVisible();
  await expect(page.getByLabel(word("disclosure.assess_finding"), { exact: true })).toBeHidden();
  await seen(keeper, "policy-version");
}, { keeper: true });
