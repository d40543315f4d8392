/** Calendars between real browsers: an event every week, a colleague who is invited, who sees how much, and a task. */
import { button, together } from "../kit/chats";
import { accessible, desk, expect, phone, test } from "../kit/test";
import { speak, word } from "../kit/words";

test("somebody enters what recurs, moves one of it, a colleague accepts on his phone, and a task is done", async ({ arrive }) => {
  const [ana, bo] = [await arrive("李安娜", desk), await arrive("王博", phone)];
  for (const one of [ana, bo]) await one.signUp();
  const org = await together([ana, bo]);
  await ana.page.goto("/calendar");

  await test.step("stand in the organisation, and enter a weekly event with a colleague", async () => {
    await ana.page.locator(".stand").click();
    await ana.page.getByRole("menuitem", { name: "四合院测试有限公司" }).click();
    await ana.page.keyboard.press("Escape");
    await accessible(ana.page);
    await ana.picture("calendar-week-empty");
    await button(ana.page, "calendar.add").click();
    const dialog = ana.page.getByRole("dialog");
    await dialog.getByLabel(word("calendar.title"), { exact: true }).fill("项目周会");
    await dialog.getByLabel(word("calendar.repeats"), { exact: true }).selectOption("weekly");
    await dialog.getByLabel(word("calendar.place"), { exact: true }).fill("三楼");
    await dialog.getByLabel("王博", { exact: true }).check();
    await accessible(ana.page);
    await ana.picture("calendar-form");
    await dialog.getByRole("button", { name: word("calendar.find_time"), exact: true }).click();
    await expect(dialog.getByText(word("calendar.hidden_people", { count: 1 }))).toBeVisible();
    await dialog.getByRole("button", { name: word("calendar.save"), exact: true }).click();
    await expect(dialog).toBeHidden();
    await expect(ana.page.getByRole("button", { name: /项目周会/ }).first()).toBeVisible();
  });

  await test.step("by keyboard through the views", async () => {
    await ana.page.locator("#main").focus();
    await ana.page.keyboard.press("m");
    await expect(ana.page.getByRole("button", { name: word("calendar.view_month"), exact: true })).toHaveAttribute("aria-pressed", "true");
    await ana.page.keyboard.press("ArrowRight");
    await expect(ana.page.getByRole("button", { name: /项目周会/ }).nth(1)).toBeVisible();
    await accessible(ana.page);
    await ana.picture("calendar-month");
    await ana.page.keyboard.press("t");
    await ana.page.keyboard.press("a");
    await expect(ana.page.getByRole("button", { name: /项目周会/ })).toHaveCount(5);
    await ana.picture("calendar-agenda");
  });

  await test.step("the second of them is renamed alone", async () => {
    await ana.page.getByRole("button", { name: /项目周会/ }).nth(1).click();
    await button(ana.page, "calendar.edit").click();
    const dialog = ana.page.getByRole("dialog");
    await dialog.getByLabel(word("calendar.title"), { exact: true }).fill("项目复盘");
    await dialog.getByRole("button", { name: word("calendar.save"), exact: true }).click();
    await dialog.getByRole("button", { name: word("calendar.only_this"), exact: true }).click();
    await expect(ana.page.getByRole("button", { name: /项目复盘/ })).toHaveCount(1);
    await expect(ana.page.getByRole("button", { name: /项目周会/ })).toHaveCount(4);
  });

  await test.step("he accepts on his phone, and she sees it", async () => {
    await bo.page.goto("/calendar");
    await expect(bo.page.getByText(word("calendar.unanswered")).first()).toBeVisible();
    await accessible(bo.page);
    await bo.picture("calendar-phone-agenda");
    await bo.page.getByRole("button", { name: /项目周会/ }).first().click();
    const dialog = bo.page.getByRole("dialog");
    await dialog.getByRole("button", { name: word("calendar.say_accepted"), exact: true }).click();
    await expect(dialog.getByText(word("calendar.reply_accepted"), { exact: true })).toBeVisible();
    await accessible(bo.page);
    await bo.picture("calendar-phone-event");
    await dialog.getByRole("button", { name: word("common.close") }).click();
    for (const view of ["day", "week", "month"] as const) {
      await bo.page.getByRole("button", { name: word(`calendar.view_${view}`), exact: true }).click();
      await accessible(bo.page);
      await bo.picture(`calendar-phone-${view}`);
    }
    await ana.page.getByRole("button", { name: /项目周会/ }).first().click();
    await expect(ana.page.getByRole("dialog").getByText(word("calendar.reply_accepted"), { exact: true })).toBeVisible();
    await ana.picture("calendar-event");
    await ana.page.getByRole("dialog").getByRole("button", { name: word("common.close") }).click();
  });

  await test.step("she shows him all, and he sees it beside his own", async () => {
    await button(ana.page, "calendar.sharing").click();
    const dialog = ana.page.getByRole("dialog");
    await dialog.getByLabel("王博", { exact: true }).selectOption("all");
    await expect(dialog.getByLabel("王博", { exact: true })).toHaveValue("all");
    await accessible(ana.page);
    await ana.picture("calendar-sharing");
    await dialog.getByRole("button", { name: word("common.close") }).click();
    const day = new Date(Date.now()).toISOString();
    const until = new Date(Date.now() + 14 * 86_400_000).toISOString();
    const seen = await bo.page.request.get(`/api/v1/orgs/${org}/people/${await idOf(ana.page)}/calendar?from=${day}&until=${until}`);
    expect(JSON.stringify(await seen.json())).toContain("项目");
  });

  await test.step("a task is given, ticked off and done", async () => {
    await button(ana.page, "tasks.add").click();
    const dialog = ana.page.getByRole("dialog");
    await dialog.getByLabel(word("tasks.what"), { exact: true }).fill("整理合同");
    await dialog.getByLabel(word("tasks.steps"), { exact: true }).fill("扫描\n归档");
    await dialog.getByLabel("王博", { exact: true }).check();
    await ana.picture("tasks-form");
    await dialog.getByRole("button", { name: word("tasks.save"), exact: true }).click();
    await expect(dialog).toBeHidden();
    await bo.page.reload();
    // It is ticked when the house has it.
    const scanned = bo.page.getByRole("checkbox", { name: "扫描" });
    await scanned.click();
    await expect(scanned).toBeChecked();
    await accessible(bo.page);
    await bo.picture("tasks-phone");
    await bo.page.getByRole("checkbox", { name: "整理合同" }).click();
    await expect(bo.page.getByRole("button", { name: word("tasks.done_count", { count: 1 }), exact: true })).toBeVisible();
  });
});

async function idOf(page: import("@playwright/test").Page): Promise<string> {
  const me = (await (await page.request.get("/api/v1/me")).json()) as { id: string };
  return me.id;
}

test("in English it says the same", async ({ arrive }) => {
  speak("en");
  const ana = await arrive("Ana Li", desk);
  await ana.signUp();
  await ana.page.goto("/calendar");
  await button(ana.page, "calendar.add").click();
  const dialog = ana.page.getByRole("dialog");
  await dialog.getByLabel(word("calendar.title"), { exact: true }).fill("Dentist");
  await ana.picture("calendar-form-en");
  await dialog.getByRole("button", { name: word("calendar.save"), exact: true }).click();
  await expect(ana.page.getByRole("button", { name: /Dentist/ }).first()).toBeVisible();
  await accessible(ana.page);
  await ana.picture("calendar-week-en");
  speak("zh-CN");
});
