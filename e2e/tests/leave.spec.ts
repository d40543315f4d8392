/** Leave between real browsers: kinds and years of work are arranged on a desk, asked for on a phone, and every line stands in a ledger. */
import { button, together } from "../kit/chats";
import { field } from "../kit/homes";
import { accessible, desk, expect, part, phone, test } from "../kit/test";
import { word } from "../kit/words";

/** The day so many days from now, where the page is. */
const day = (later: number) => new Date(Date.now() + later * 86_400_000 - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 10);

test("leave is granted by years of work, asked for within its balance, taken by an approval and given back", async ({ arrive }) => {
  const [wang, ana] = [await arrive("王芳", desk), await arrive("李安娜", phone)];
  for (const one of [wang, ana]) await one.signUp();
  const org = await together([wang, ana]);

  await test.step("she takes the usual kinds, and lets all days of annual leave count", async () => {
    const { page } = wang;
    await page.goto(`/orgs/${org}`);
    await page.getByRole("link", { name: word("orgs.leave_days"), exact: true }).click();
    await part(page, "leave.tab_kinds");
    await button(page, "leave.usual").click();
    await button(page, "leave.edit_of", { name: "年假" }).click();
    await field(page, "leave.counts").selectOption("all-days");
    await accessible(page);
    await wang.picture("leave-kinds");
    await button(page, "leave.kind_keep").click();
    await expect(page.getByRole("form", { name: word("leave.kind_form"), exact: true })).toHaveCount(0);
    await expect(page.getByText(word("leave.counts_all-days"), { exact: false })).toHaveCount(3);
  });

  await test.step("she writes since when the member works; the rule grants the rest", async () => {
    const { page } = wang;
    await part(page, "leave.tab_people");
    await button(page, "leave.open_of", { name: "李安娜" }).click();
    await field(page, "leave.deed").selectOption("since");
    await field(page, "leave.work").fill("2000-01-01");
    await field(page, "leave.hired").fill("2000-01-01");
    await field(page, "leave.reason").fill("入职材料");
    await button(page, "leave.write_go").click();
    await expect(page.locator(".leave-balances li", { hasText: "年假" }).locator(".leave-left")).toHaveText(word("leave.days", { amount: 15 }));
    await accessible(page);
    await wang.picture("leave-person");
    await page.goto(`/approvals/${org}/desk`);
    await page.getByLabel(word("approval.template"), { exact: true }).selectOption("leave");
    await button(page, "approval.form_add").click();
    await button(page, "approval.publish").click();
    await expect(page.getByText(word("approval.published", { number: 1 }))).toBeVisible();
  });

  const asks = async (from: string, to: string) => {
    const { page } = ana;
    await page.getByLabel("请假类型 *", { exact: true }).selectOption("年假");
    await page.locator("input[type=date]").nth(0).fill(from);
    await page.locator("input[type=date]").nth(1).fill(to);
    await page.getByLabel("请假事由 *", { exact: true }).fill("旅行");
  };

  await test.step("on her phone she sees what there is, and is told of too much before she sends it", async () => {
    const { page } = ana;
    await page.goto(`/orgs/${org}/leave`);
    await expect(page.locator(".leave-balances li", { hasText: "年假" }).locator(".leave-left")).toHaveText(word("leave.days", { amount: 15 }));
    await accessible(page);
    await ana.picture("leave-mine-phone");
    await page.getByRole("link", { name: word("leave.ask"), exact: true }).click();
    await page.getByRole("button", { name: /^请假/ }).click();
    // More than this year and the next grant together, whenever this runs.
    await asks(day(1), day(50));
    await expect(page.getByRole("alert")).toContainText(word("approval.leave_takes", { kind: "年假", asked: word("approval.leave_days", { amount: 50 }), left: word("approval.leave_days", { amount: 15 }) }));
    await accessible(page);
    await ana.picture("leave-short-phone");
    await button(page, "approval.send").click();
    await expect(page.getByText(word("approval.why_balance"), { exact: true })).toBeVisible();
    await asks(day(3), day(4));
    await expect(page.getByText(word("approval.leave_takes", { kind: "年假", asked: word("approval.leave_days", { amount: 2 }), left: word("approval.leave_days", { amount: 15 }) }))).toBeVisible();
    await button(page, "approval.send").click();
    await expect(page.getByRole("heading", { level: 1, name: word("approval.case_title", { form: "请假", number: 1 }) })).toBeVisible();
  });

  await test.step("it is approved and taken; she gives it back before it begins", async () => {
    const left = ana.page.locator(".leave-balances li", { hasText: "年假" }).locator(".leave-left");
    await wang.page.goto("/approvals");
    await button(wang.page, "approval.approve_of", { form: "请假", number: 1 }).click();
    await expect(wang.page.getByText(word("approval.none_to_me"))).toBeVisible();
    await expect(async () => {
      await ana.page.goto(`/orgs/${org}/leave`);
      await expect(left).toHaveText(word("leave.days", { amount: 13 }), { timeout: 2_000 });
    }).toPass();
    await ana.picture("leave-lines-phone");
    await button(ana.page, "leave.back").click();
    await expect(left).toHaveText(word("leave.days", { amount: 15 }));
    await expect(ana.page.locator(".leave-lines li").first()).toContainText(word("leave.deed_back"));
    await expect(button(ana.page, "leave.back")).toHaveCount(0);
  });

  await test.step("the people's balances are found by name", async () => {
    const { page } = wang;
    await page.goto(`/orgs/${org}/leave`);
    await part(page, "leave.tab_people");
    await field(page, "leave.search").fill("安娜");
    await button(page, "leave.find").click();
    await expect(page.locator(".work-table tbody tr")).toHaveCount(1);
    await expect(page.locator(".work-table tbody tr")).toContainText("15");
    await accessible(page);
    await wang.picture("leave-people");
  });
  expect([wang, ana].flatMap(({ mistakes }) => mistakes)).toEqual([]);
});
