/** Approvals between real browsers: an administrator draws and publishes at a desk, a member asks on a phone, two decide, and what was changed afterwards is found. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { button, together } from "../kit/chats";
import { inEveryLook } from "../kit/look";
import { accessible, desk, expect, phone, test } from "../kit/test";
import { word } from "../kit/words";

const field = (at: Page | Locator, key: string, values: Record<string, string | number> = {}): Locator => at.getByLabel(word(key, values), { exact: true });

/** Finds a member by name and takes him. */
async function take(at: Page | Locator, label: string, name: string): Promise<void> {
  await at.getByLabel(label, { exact: true }).fill(name);
  await at.getByRole("button", { name, exact: true }).click();
}

test("a form is drawn and published, asked on a phone, decided by two, and a change behind the house's back is found", async ({ arrive, house }) => {
  const [wang, ana, bo, cai] = [await arrive("王芳", desk), await arrive("李安娜", phone), await arrive("陈博", phone), await arrive("赵采", desk)];
  for (const one of [wang, ana, bo, cai]) await one.signUp();
  const org = await together([wang, ana, bo, cai]);

  await test.step("she takes the purchase template, sets two steps and publishes", async () => {
    const { page } = wang;
    await page.goto(`/approvals/${org}`);
    await page.getByRole("link", { name: word("approval.desk"), exact: true }).click();
    await field(page, "approval.template").selectOption("purchase");
    await accessible(page);
    await wang.picture("approval-desk");
    await button(page, "approval.form_add").click();
    await expect(page.getByRole("heading", { level: 1, name: "采购申请" })).toBeVisible();
    // The head of department becomes a named member, and the two sides of the parallel one step.
    const head = page.locator("details", { hasText: "直属主管审批" }).first();
    await head.locator("summary").first().click();
    await field(head, "approval.who_by").first().selectOption("people");
    await take(head, word("approval.whom"), "陈博");
    const both = page.locator("details", { hasText: word("approval.step_parallel") }).first();
    await both.getByRole("button", { name: word("approval.remove_of", { name: word("approval.step_parallel") }), exact: true }).click();
    const steps = page.locator("section", { has: page.getByRole("heading", { name: word("approval.process"), exact: true }) });
    await button(steps, "approval.step_add").last().click();
    const last = steps.locator("details.approval-row").last();
    await last.locator("summary").first().click();
    await field(last, "approval.step_name").fill("财务审批");
    await field(last, "approval.who_by").selectOption("people");
    await take(last, word("approval.whom"), "赵采");
    await accessible(page);
    await wang.picture("approval-draw");
    await page.setViewportSize(phone);
    await wang.picture("approval-draw-phone");
    await page.setViewportSize(desk);
    await button(page, "approval.save").click();
    await expect(button(page, "approval.saved")).toBeVisible();
    await page.getByText(word("approval.trial_open"), { exact: true }).click();
    await take(page, word("approval.trial_asker"), "李安娜");
    await button(page, "approval.trial_go").click();
    await expect(page.locator(".approval-route li")).toHaveCount(2);
    await button(page, "approval.publish").click();
    await expect(page.getByText(word("approval.published", { number: 1 }))).toBeVisible();
  });

  await test.step("a member asks on a phone; what is missing is marked and nothing is lost", async () => {
    const { page } = ana;
    await page.goto("/approvals");
    await page.getByRole("button", { name: /^采购申请/ }).waitFor();
    await accessible(page);
    await ana.picture("approval-mine-phone");
    await page.getByRole("button", { name: /^采购申请/ }).click();
    await page.getByLabel("采购事由 *", { exact: true }).fill("新桌子");
    await button(page, "approval.send").click();
    await expect(page.getByText(word("approval.why_missing"), { exact: true })).toBeVisible();
    await expect(page.getByLabel("采购事由 *", { exact: true })).toHaveValue("新桌子");
    await button(page, "approval.add_row").click();
    await page.getByLabel("名称 *", { exact: true }).fill("桌子");
    await page.getByLabel("数量 *", { exact: true }).fill("2");
    await page.getByLabel("预计金额（元） *", { exact: true }).fill("1200.50");
    await expect(page.getByLabel("预计合计（元）", { exact: true })).toHaveValue("1200.5");
    await expect(page.locator(".approval-route li")).toHaveCount(2);
    await accessible(page);
    await ana.picture("approval-ask-phone");
    await button(page, "approval.send").click();
    await expect(page.getByRole("heading", { level: 1, name: word("approval.case_title", { form: "采购申请", number: 1 }) })).toBeVisible();
  });

  await test.step("the first decides in two taps from his notice, the second with what he says", async () => {
    await bo.page.goto("/notices");
    await expect(bo.page.getByText("采购申请").first()).toBeVisible();
    await bo.page.getByRole("link", { name: word("title.approvals"), exact: true }).first().click();
    await button(bo.page, "approval.approve_of", { form: "采购申请", number: 1 }).waitFor();
    await bo.picture("approval-to-me-phone");
    await button(bo.page, "approval.approve_of", { form: "采购申请", number: 1 }).click();
    await expect(bo.page.getByText(word("approval.none_to_me"))).toBeVisible();

    await cai.page.goto("/approvals");
    await cai.page.locator(".approval-open").first().click();
    await cai.page.getByLabel(word("approval.opinion"), { exact: true }).fill("预算内");
    await accessible(cai.page);
    await cai.picture("approval-case-desk");
    await button(cai.page, "approval.approve").click();
    await expect(cai.page.locator("header").getByText(word("approval.is_approved"), { exact: true })).toBeVisible();
  });

  await test.step("the record is whole, until somebody changes it in the database", async () => {
    const { page } = ana;
    await page.reload();
    await button(page, "approval.prove").click();
    await expect(page.getByText(word("approval.intact", { count: 3 }))).toBeVisible();
    await accessible(page);
    await ana.picture("approval-case-phone");
    const script = ["import sqlite3, sys", "base = sqlite3.connect(sys.argv[1], timeout=20)", "base.execute('UPDATE office_approval_record SET made_at = made_at + 1 WHERE seq = 2')", "base.commit()"].join("\n");
    execFileSync("python3", ["-c", script, join(house.data, "house", "courtyard.db")]);
    await page.reload();
    await button(page, "approval.prove").click();
    await expect(page.getByRole("alert").filter({ hasText: word("approval.broken_changed", { at: 2 }) })).toBeVisible();
  });
  expect([wang, ana, bo, cai].flatMap(({ mistakes }) => mistakes)).toEqual([]);
});

inEveryLook("a form by a template is tried, published, asked and decided, each page as it looks", async ({ come, seen }) => {
  const ana = await come("Ana Li");
  const { page } = ana;
  await ana.signUp();
  const org = await together([ana]);
  await page.goto(`/approvals/${org}/desk`);
  await field(page, "approval.template").selectOption("general");
  await seen(ana, "approval-desk");
  await button(page, "approval.form_add").click();
  await expect(page.getByRole("heading", { name: word("approval.fields"), exact: true })).toBeVisible();
  await page.locator(".approval-row > summary").first().click();
  await seen(ana, "approval-draw");
  await button(page, "approval.publish").click();
  await expect(page.getByText(word("approval.published", { number: 1 }))).toBeVisible();
  await page.goto(`/approvals/${org}`);
  await page.locator(".approval-form").click();
  await page.locator("input[type=text], input:not([type])").first().fill("A lamp");
  await page.locator("textarea").first().fill("For the long evenings");
  const chosen = page.locator(".approval-people").getByRole("searchbox");
  await chosen.fill("Ana");
  await page.locator(".approval-found button").first().click();
  await expect(page.locator(".approval-route li")).toHaveCount(1);
  await seen(ana, "approval-ask");
  await button(page, "approval.send").click();
  await expect(button(page, "approval.approve")).toBeVisible();
  await seen(ana, "approval-case");
  await page.goto(`/approvals/${org}`);
  await expect(page.locator(".approval-open")).toHaveCount(1);
  await seen(ana, "approval-mine");
  await page.locator(".approval-open").click();
  await button(page, "approval.approve").click();
  await expect(page.locator("header").getByText(word("approval.is_approved"), { exact: true })).toBeVisible();
  await button(page, "approval.prove").click();
  await expect(page.getByText(word("approval.intact", { count: 2 }))).toBeVisible();
  await seen(ana, "approval-over");
});

test("a step changes what it may and fills in what is left to it; the record says what stood there", async ({ arrive }) => {
  const [wang, bo] = [await arrive("王芳", desk), await arrive("陈博", phone)];
  for (const one of [wang, bo]) await one.signUp();
  const org = await together([wang, bo]);

  await test.step("she draws a form whose step may change one field and fills in another", async () => {
    const { page } = wang;
    await page.goto(`/approvals/${org}/desk`);
    await field(page, "approval.template").selectOption("purchase");
    await button(page, "approval.form_add").click();
    const fields = page.locator("section", { has: page.getByRole("heading", { name: word("approval.fields"), exact: true }) });
    await field(fields, "approval.field_kind").last().selectOption("text");
    await button(fields, "approval.field_add").last().click();
    const receipt = fields.locator("details.approval-row").last();
    await receipt.locator("summary").click();
    await field(receipt, "approval.field_label").fill("凭证号");
    for (const key of ["approval.required", "approval.by_step"]) await field(receipt, key).check();
    await accessible(page);
    await wang.picture("approval-draw-by-step");
    // One step alone, decided by the member.
    const steps = page.locator("section", { has: page.getByRole("heading", { name: word("approval.process"), exact: true }) });
    const both = steps.locator("details", { hasText: word("approval.step_parallel") }).first();
    await both.getByRole("button", { name: word("approval.remove_of", { name: word("approval.step_parallel") }), exact: true }).click();
    const first = steps.locator("details", { hasText: "直属主管审批" }).first();
    await first.locator("summary").first().click();
    await field(first, "approval.who_by").first().selectOption("people");
    await take(first, word("approval.whom"), "陈博");
    await first.getByText(word("approval.edits"), { exact: true }).click();
    const edits = first.getByRole("group", { name: word("approval.edits_lead"), exact: true });
    for (const label of ["采购事由", "凭证号"]) await edits.getByLabel(label, { exact: true }).check();
    await accessible(page);
    await wang.picture("approval-draw-edits");
    await page.setViewportSize(phone);
    await wang.picture("approval-draw-edits-phone");
    await page.setViewportSize(desk);
    await button(page, "approval.publish").click();
    await expect(page.getByText(word("approval.published", { number: 1 }))).toBeVisible();
  });

  await test.step("she asks, and is not asked for what is left to the step", async () => {
    const { page } = wang;
    await page.goto("/approvals");
    await page.getByRole("button", { name: /^采购申请/ }).click();
    await page.getByLabel("采购事由 *", { exact: true }).fill("新桌子");
    await button(page, "approval.add_row").click();
    await page.getByLabel("名称 *", { exact: true }).fill("桌子");
    await page.getByLabel("数量 *", { exact: true }).fill("2");
    await page.getByLabel("预计金额（元） *", { exact: true }).fill("300");
    await expect(page.locator(".approval-route li").first()).toContainText(word("approval.may_change", { fields: "采购事由、凭证号" }));
    await expect(page.getByLabel("凭证号 *", { exact: true })).toHaveCount(0);
    await button(page, "approval.send").click();
    await expect(page.getByRole("heading", { level: 1, name: word("approval.case_title", { form: "采购申请", number: 1 }) })).toBeVisible();
  });

  await test.step("he cannot approve without it, changes both on his phone, and approves", async () => {
    const { page } = bo;
    await page.goto("/approvals");
    await page.locator(".approval-open").first().click();
    await button(page, "approval.approve").click();
    await expect(page.getByText(word("approval.why_missing"), { exact: true })).toBeVisible();
    await page.getByLabel("凭证号 *", { exact: true }).fill("A-17");
    await page.getByLabel("采购事由 *", { exact: true }).fill("两张新桌子");
    await expect(button(page, "approval.approve")).toBeDisabled();
    await accessible(page);
    await bo.picture("approval-change-phone");
    await page.setViewportSize(desk);
    await bo.picture("approval-change");
    await page.setViewportSize(phone);
    await button(page, "approval.change_go").click();
    const record = page.locator(".approval-changes");
    await expect(record).toContainText("新桌子");
    await expect(record).toContainText("A-17");
    await accessible(page);
    await bo.picture("approval-changed-phone");
    await button(page, "approval.approve").click();
    await expect(page.locator("header").getByText(word("approval.is_approved"), { exact: true })).toBeVisible();
  });

  await test.step("she reads what was changed, and the record is whole", async () => {
    const { page } = wang;
    await page.reload();
    await expect(page.locator(".approval-changes ins").first()).toHaveText("两张新桌子");
    await expect(page.locator(".approval-changes del").first()).toHaveText("新桌子");
    await wang.picture("approval-changed");
    await button(page, "approval.prove").click();
    await expect(page.getByText(word("approval.intact", { count: 3 }))).toBeVisible();
  });
  expect([wang, bo].flatMap(({ mistakes }) => mistakes)).toEqual([]);
});
