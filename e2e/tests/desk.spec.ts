/** The desk of whoever answers for the promises, and the page of whoever they were made to. */
import { readFileSync } from "node:fs";
import { keeperOf, keeps, press, proves, typeProof } from "../kit/desk";
import { House } from "../kit/house";
import { Person } from "../kit/person";
import { accessible, desk, expect, part, phone, test } from "../kit/test";
import { word } from "../kit/words";


test("a keeper answers a request, handles a drill to its end, and appoints somebody who looks and changes nothing", async ({ browser }) => {
  const house = await House.start({ keeper: keeperOf });
  const people: Person[] = [];
  try {
    const ana = await Person.arrive(browser, house, "李安娜", phone);
    people.push(ana);
    await ana.signUp("/data");
    await part(ana.page, "data.rights");
    await press(ana.page, "rights.ask");
    await ana.page.getByLabel(word("rights.words"), { exact: true }).fill("名字写错了");
    await proves(ana, "rights.ask_go");
    await expect(ana.page.getByText("名字写错了", { exact: true })).toBeVisible();

    const keeper = await keeps(browser, house);
    people.push(keeper);
    const { page } = keeper;
    await expect(page.getByText("名字写错了")).toBeVisible();
    await accessible(page);
    await keeper.picture("desk-requests");
    await press(page, "desk.answer");
    await page.getByLabel(word("desk.answer_words"), { exact: true }).fill("已更正");
    await press(page, "desk.grant");
    await expect(page.getByText(word("desk.requests_none"))).toBeVisible();
    await ana.page.reload();
    await part(ana.page, "data.rights");
    await expect(ana.page.getByText("已更正", { exact: true })).toBeVisible();

    await drills(keeper);
    const parts = ["desk.tickets", "desk.disclosures", "desk.policy", "desk.periods", "desk.log", "desk.backups", "paper.title", "crashes.tab", "risk.title", "control.title", "moving.houses", "statistics.title", "desk.audit"];
    for (const key of parts) {
      await part(page, key);
      await expect(page.getByRole("tabpanel")).toBeVisible();
      await accessible(page);
      await keeper.picture(key.replace(".", "-"));
    }
    const saved = page.waitForEvent("download");
    await press(page, "desk.evidence_go");
    const pack = JSON.parse(readFileSync(await (await saved).path(), "utf8"));
    expect(pack.overview.requests[0].outcome).toBe("granted");
    expect(JSON.stringify(pack)).not.toContain("名字写错了");

    await page.getByLabel(word("desk.inspector_phone"), { exact: true }).fill(ana.phone);
    await press(page, "desk.appoint");
    await expect(page.getByText(word("desk.appointed", { number: 1 }))).toBeVisible();
    await ana.page.goto("/desk");
    await expect(ana.page.getByText(word("desk.inspector_lead"))).toBeVisible();
    await expect(ana.page.getByRole("cell", { name: word("rights.granted") })).toBeVisible();
    await expect(ana.page.getByText("名字写错了")).toBeHidden();
    await expect(ana.page.getByRole("button", { name: word("desk.answer"), exact: true })).toBeHidden();
    await accessible(ana.page);
    await ana.picture("desk-inspector-phone");
  } finally {
    for (const person of people) await person.leave();
    await house.stop();
  }
});

/** Registers a drill, says what people are told, tells them, records the report, and closes it. */
async function drills(keeper: Person): Promise<void> {
  const { page } = keeper;
  await part(page, "desk.incidents");
  await press(page, "desk.register");
  await page.getByLabel(word("desk.incident_title"), { exact: true }).fill("值班账号被盗用");
  await page.getByLabel(word("desk.scope"), { exact: true }).selectOption("everyone");
  await page.getByText(word("desk.is_drill")).click();
  await press(page, "desk.register_go");
  await expect(page.getByRole("heading", { name: "值班账号被盗用" })).toBeVisible();
  for (const part of ["basics", "measures", "advice", "remedies"]) {
    const title = word(`desk.part_${part}`);
    await page.getByLabel(title, { exact: true }).fill("演练");
    await page.getByLabel(word("desk.part_en", { part: title }), { exact: true }).fill("A drill");
  }
  await press(page, "common.save");
  await expect(page.getByText(word("desk.step_stated"))).toBeVisible();
  const steps = async (key: string) => {
    // What happens by itself is seen by looking again.
    await expect(async () => {
      await page.reload();
      await part(page, "desk.incidents");
      await press(page, "desk.open");
      const step = page.getByRole("listitem").filter({ hasText: new RegExp(`^${word(key)}`) });
      await expect(step.first()).toBeVisible({ timeout: 2_000 });
    }).toPass({ timeout: 45_000 });
  };
  await steps("desk.step_assessed");
  await accessible(page);
  await keeper.picture("desk-incident");
  await press(page, "desk.notify");
  // A page that is loaded anew at once would take the request back.
  const begun = page.waitForResponse((answer) => answer.request().method() === "POST" && answer.url().includes("/incidents/"));
  await page.getByRole("tooltip").getByRole("button", { name: word("desk.notify") }).click();
  expect((await begun).ok()).toBe(true);
  await steps("desk.step_told");
  await press(page, "desk.report_write");
  await page.getByLabel(word("desk.reference"), { exact: true }).fill("演练-1");
  await press(page, "desk.report_filed");
  await expect(page.getByText(word("desk.step_report_filed"), { exact: true })).toBeVisible();
  await press(page, "desk.close");
  await page.getByRole("tooltip").getByRole("button", { name: word("desk.close") }).click();
  await expect(page.getByText(word("desk.step_closed"), { exact: true }).last()).toBeVisible();
}

test("somebody takes everything along that is held, closes the account and keeps the receipt", async ({ arrive }) => {
  const ana = await arrive("李安娜");
  const { page } = ana;
  await ana.signUp("/data");
  await expect(page.getByText("李安娜").first()).toBeVisible();
  await accessible(page);
  await ana.picture("data-held");
  await part(page, "data.rights");
  await press(page, "rights.archive_go");
  await typeProof(ana);
  const archive = page.waitForEvent("download");
  await page.getByRole("dialog").getByRole("button", { name: word("rights.archive_go"), exact: true }).click();
  const kept = JSON.parse(readFileSync(await (await archive).path(), "utf8"));
  expect(kept.format).toBe("courtyard-archive-1");
  expect(kept.content).toContain("李安娜");
  await page.goto("/me");
  await press(page, "closing.title");
  await page.getByText(word("closing.sure")).click();
  await proves(ana, "closing.go");
  const done = page.getByRole("dialog");
  await expect(done.getByText(word("closing.number"))).toBeVisible();
  await ana.picture("closing-done");
  const receipt = page.waitForEvent("download");
  await done.getByRole("button", { name: word("closing.save"), exact: true }).click();
  const closed = JSON.parse(readFileSync(await (await receipt).path(), "utf8"));
  expect(closed.id).toMatch(/^closing_/);
  const asked = await page.request.get(`/api/v1/me`);
  expect(asked.status()).toBe(401);
});
