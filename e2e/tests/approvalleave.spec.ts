/** Approved leave between real browsers: it stands in the asker's calendar, and the desk says how long each step takes. */
import { button, together } from "../kit/chats";
import { accessible, desk, expect, phone, test } from "../kit/test";
import { word } from "../kit/words";

test("approved leave stands in the calendar of whoever asked, and the numbers of the form say how long each step takes", async ({ arrive }) => {
  const [wang, ana] = [await arrive("王芳", desk), await arrive("李安娜", phone)];
  for (const one of [wang, ana]) await one.signUp();
  const org = await together([wang, ana]);

  await test.step("she publishes the template for leave, whose days go to the calendar", async () => {
    const { page } = wang;
    await page.goto(`/approvals/${org}/desk`);
    await page.getByLabel(word("approval.template"), { exact: true }).selectOption("leave");
    await button(page, "approval.form_add").click();
    await expect(page.getByLabel(word("approval.form_away"), { exact: true })).toHaveValue("span");
    await accessible(page);
    await wang.picture("approval-leave-draw");
    await button(page, "approval.publish").click();
    await expect(page.getByText(word("approval.published", { number: 1 }))).toBeVisible();
  });

  await test.step("she asks for today on her phone", async () => {
    const { page } = ana;
    await page.goto("/approvals");
    await page.getByRole("button", { name: /^请假/ }).click();
    const today = await page.evaluate(() => {
      const now = new Date();
      const two = (number: number) => String(number).padStart(2, "0");
      return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
    });
    await page.getByLabel("请假类型 *", { exact: true }).selectOption("年假");
    for (const end of [0, 1]) await page.locator("input[type=date]").nth(end).fill(today);
    await page.getByLabel("请假事由 *", { exact: true }).fill("搬家");
    await button(page, "approval.send").click();
    await expect(page.getByRole("heading", { level: 1, name: word("approval.case_title", { form: "请假", number: 1 }) })).toBeVisible();
    await page.goto("/calendar");
    await expect(page.getByRole("button", { name: /请假/ })).toHaveCount(0);
  });

  await test.step("it is approved, and stands in her calendar", async () => {
    await wang.page.goto("/approvals");
    await button(wang.page, "approval.approve_of", { form: "请假", number: 1 }).click();
    await expect(wang.page.getByText(word("approval.none_to_me"))).toBeVisible();
    await expect(async () => {
      await ana.page.reload();
      await expect(ana.page.getByRole("button", { name: /请假/ })).toHaveCount(1, { timeout: 2_000 });
    }).toPass();
    await accessible(ana.page);
    await ana.picture("approval-leave-calendar-phone");
  });

  await test.step("the numbers say how long each step takes", async () => {
    const { page } = wang;
    await page.goto(`/approvals/${org}/desk`);
    await button(page, "approval.numbers").click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByText("直属主管审批", { exact: true })).toBeVisible();
    await expect(dialog.getByText(word("approval.step_done", { count: 1 }), { exact: true })).toBeVisible();
    await accessible(page);
    await wang.picture("approval-leave-numbers");
  });
  expect([wang, ana].flatMap(({ mistakes }) => mistakes)).toEqual([]);
});
