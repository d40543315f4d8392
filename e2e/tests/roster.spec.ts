/** Rosters in real browsers: who runs an organisation lays a rotation, is told what clashes, saves in one step; each reads his own. */
import type { Page } from "@playwright/test";
import { button, together } from "../kit/chats";
import { field } from "../kit/homes";
import type { Person } from "../kit/person";
import { accessible, desk, expect, part, phone, test } from "../kit/test";
import { speak, word } from "../kit/words";

const ours = { "X-Courtyard": "1" };
const HOURS = { early: [420, 900], late: [900, 1_380], night: [1_320, 1_860] } as const;
type Names = Record<keyof typeof HOURS, string>;

/** Three shifts and a group with these people, who work none of them by the week. Returns the shifts. */
async function arranged({ page }: Person, org: string, people: readonly Person[], names: Names): Promise<Names> {
  const at = `/api/v1/orgs/${org}/attendance`;
  const post = async (path: string, data: unknown) => {
    const answer = await page.request.post(`${at}/${path}`, { headers: ours, data });
    expect(answer.ok(), await answer.text()).toBe(true);
    return ((await answer.json()) as { id: string }).id;
  };
  const shifts = { early: "", late: "", night: "" };
  for (const one of ["early", "late", "night"] as const) {
    const [begin, end] = HOURS[one];
    shifts[one] = await post("shifts", { name: names[one], shift: { kind: "fixed", spans: [{ begin, end }] } });
  }
  const site = { name: "A", latitude_e6: 31_230_000, longitude_e6: 121_470_000, radius_m: 200 };
  const tolerance = { grace_min: 5, absent_after_min: null, overtime_from_min: null };
  const plan = { week: Array.from({ length: 7 }, () => null), holidays: "china", tolerance, ways: ["place"], outside: "mark", sites: [site], exact: null };
  const group = await post("groups", { name: names.early, zone: "Asia/Shanghai", plan, managers: [] });
  const ids: string[] = [];
  for (const one of people) ids.push(((await (await one.page.request.get("/api/v1/me")).json()) as { id: string }).id);
  const put = await page.request.put(`${at}/groups/${group}/people`, { headers: ours, data: { people: ids } });
  expect(put.ok(), await put.text()).toBe(true);
  return shifts;
}

/** To the month after this one, in which nothing is past and nobody was elsewhere. Returns which it is. */
async function nextMonth(page: Page): Promise<string> {
  await button(page, "rota.month_after").click();
  return field(page, "attendance.which_month").inputValue();
}

const daysIn = (month: string) => new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).getUTCDate();
const cell = (page: Page, row: number, day: number) => page.locator(`[data-at="${row} ${day - 1}"]`);

test("an administrator lays a rotation for two people over a month, is told what clashes, and each reads his own", async ({ arrive }) => {
  const [wang, bo, chen] = [await arrive("王经理", desk), await arrive("李博", phone), await arrive("陈晨", desk)];
  for (const one of [wang, bo, chen]) await one.signUp();
  const org = await together([wang, bo, chen]);
  const names = { early: "早班", late: "晚班", night: "夜班" };
  await arranged(wang, org, [bo, chen], names);
  const { page } = wang;
  await page.goto(`/orgs/${org}/attendance`);
  await part(page, "rota.tab");
  const month = await nextMonth(page);
  const last = daysIn(month);
  const pattern = [names.early, names.late, names.night, word("rota.rest")];

  await test.step("a rotation is laid, and each next person begins it a day later", async () => {
    await button(page, "rota.rotation").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("checkbox", { name: word("rota.all"), exact: true }).check();
    await field(dialog, "rota.later").fill("1");
    for (const what of pattern) await button(dialog, "rota.step_add", { what }).click();
    await accessible(page);
    await wang.picture("roster-rotation");
    await button(dialog, "rota.lay").click();
    await expect(page.getByText(word("rota.done", { count: 2 * last }), { exact: true })).toBeVisible();
    await expect(cell(page, 0, 2)).toHaveAccessibleName(new RegExp(`${names.late} · ${word("rota.changed")}`));
    await expect(cell(page, 1, 2)).toHaveAccessibleName(new RegExp(names.early));
  });

  await test.step("with the keyboard alone a day is set, what clashes is told before it is saved, and it is undone", async () => {
    await cell(page, 0, 1).focus();
    for (let step = 1; step < 4; step++) await page.keyboard.press("ArrowRight");
    await expect(cell(page, 0, 4)).toBeFocused();
    // A night that ends when the early shift of the day after begins.
    await page.keyboard.press("3");
    const clash = page.getByRole("alert").filter({ hasText: word("rota.conflicts") });
    await expect(clash.getByRole("listitem")).toHaveCount(1);
    await expect(button(page, "rota.save")).toBeDisabled();
    await accessible(page);
    await wang.picture("roster-conflict");
    await clash.getByRole("checkbox").check();
    await expect(button(page, "rota.save")).toBeEnabled();
    await cell(page, 0, 4).focus();
    await page.keyboard.press("Control+z");
    await expect(clash).toHaveCount(0);
    await page.keyboard.press("Shift+ArrowRight");
    await page.keyboard.press("Shift+ArrowDown");
    await expect(page.getByText(word("rota.marked", { count: 4 }), { exact: true })).toBeVisible();
    await page.keyboard.press("Escape");
  });

  await test.step("what was not saved is there again after a look at another part, and is saved in one step", async () => {
    await part(page, "attendance.tab_set");
    await part(page, "rota.tab");
    await nextMonth(page);
    await expect(cell(page, 0, 2)).toHaveAccessibleName(new RegExp(word("rota.changed")));
    await button(page, "rota.save").click();
    await expect(page.getByText(word("rota.saved"), { exact: true })).toBeVisible();
    await page.reload();
    await part(page, "rota.tab");
    await nextMonth(page);
    await expect(cell(page, 0, 3)).toHaveAccessibleName(new RegExp(names.night));
    await expect(cell(page, 0, 3)).not.toHaveAccessibleName(new RegExp(word("rota.changed")));
    await wang.picture("roster-month");
    await field(page, "rota.search").fill("李");
    await expect(page.getByRole("rowheader")).toHaveCount(1);
  });

  await test.step("each reads his own month", async () => {
    const rows = ["李博", "陈晨"].sort((one, other) => one.localeCompare(other, "zh-CN"));
    for (const one of [bo, chen]) {
      await one.page.goto(`/orgs/${org}/attendance`);
      await part(one.page, "attendance.tab_month");
      await field(one.page, "attendance.which_month").fill(month);
      const mine = one.page.getByRole("region", { name: word("rota.mine"), exact: true });
      await expect(mine.getByRole("listitem")).toHaveCount(last);
      const later = rows.indexOf(one.name);
      const expected = (at: number) => pattern[(at - later + 4) % 4] ?? "";
      for (const at of [0, 1, 2, 3, last - 1]) await expect(mine.getByRole("listitem").nth(at)).toContainText(expected(at));
      await accessible(one.page);
      await one.picture(`roster-own-${one === bo ? "phone" : "desk"}`);
    }
  });
  expect([wang, bo, chen].flatMap(({ mistakes }) => mistakes)).toEqual([]);
});

test("on a phone a week of one person and a day of all are set, and what the house refuses loses nothing", async ({ arrive }) => {
  speak("en");
  try {
    const [ana, bo] = [await arrive("Ana", phone), await arrive("Bo", desk)];
    for (const one of [ana, bo]) await one.signUp();
    const org = await together([ana, bo]);
    const shifts = await arranged(ana, org, [ana, bo], { early: "Early", late: "Late", night: "Night" });
    const { page } = ana;
    await page.goto(`/orgs/${org}/attendance`);
    await part(page, "rota.tab");
    await nextMonth(page);
    await field(page, "rota.person").selectOption({ label: "Bo" });
    await button(page, "rota.week_after").click();
    const lines = page.locator(".rota-line");
    await expect(lines).toHaveCount(7);
    await lines.nth(0).click();
    await lines.nth(1).click();
    await page.getByRole("button", { name: "Early", exact: true }).click();
    await expect(lines.nth(1)).toContainText(`Early · ${word("rota.changed")}`);
    await accessible(page);
    await ana.picture("roster-phone-person");

    await button(page, "rota.by_day").click();
    await expect(lines).toHaveCount(2);
    await button(page, "rota.mark_all").click();
    await page.getByRole("button", { name: "Late", exact: true }).click();
    await expect(lines.nth(0)).toContainText("Late");
    await ana.picture("roster-phone-day");

    // Meanwhile somebody ends that shift: the house says so, and what was written stands there still.
    const changed = page.getByRole("region", { name: word("rota.will_change"), exact: true });
    const before = await changed.locator(".rota-changed > li > ul > li").count();
    const ended = await page.request.delete(`/api/v1/orgs/${org}/attendance/shifts/${shifts.late}`, { headers: ours });
    expect(ended.ok()).toBe(true);
    const seen = changed.getByRole("checkbox");
    if (await seen.isVisible()) await seen.check();
    await button(page, "rota.save").click();
    await expect(changed.getByText(word("rota.kept"))).toBeVisible();
    await expect(changed.locator(".rota-changed > li > ul > li")).toHaveCount(before);
    await ana.picture("roster-refused");
    await button(page, "rota.undo").click();
    await button(page, "rota.save").click();
    await expect(page.getByText(word("rota.saved"), { exact: true })).toBeVisible();
    expect([ana, bo].flatMap(({ mistakes }) => mistakes)).toEqual([]);
  } finally {
    speak("zh-CN");
  }
});

test("whoever looks after a group writes its roster on a page of his own, and arranges nothing else", async ({ arrive }) => {
  const [wang, bo] = [await arrive("王经理", desk), await arrive("李博", phone)];
  for (const one of [wang, bo]) await one.signUp();
  const org = await together([wang, bo]);
  await arranged(wang, org, [bo], { early: "早班", late: "晚班", night: "夜班" });
  const at = `/api/v1/orgs/${org}/attendance/groups`;
  const { items } = (await (await wang.page.request.get(at)).json()) as { items: { id: string; name: string; plan: unknown; people: string[] }[] };
  const [group] = items;
  if (!group) throw new Error("a group");
  const change = await wang.page.request.put(`${at}/${group.id}`, { headers: ours, data: { name: "门卫", plan: group.plan, managers: group.people } });
  expect(change.ok(), await change.text()).toBe(true);
  const { page } = bo;
  await page.goto(`/orgs/${org}/attendance`);
  await part(page, "rota.tab");
  await expect(page.getByRole("button", { name: word("attendance.tab_set"), exact: true })).toHaveCount(0);
  await nextMonth(page);
  const lines = page.locator(".rota-line");
  await lines.nth(0).click();
  await page.getByRole("button", { name: "早班", exact: true }).click();
  await button(page, "rota.save").click();
  await expect(page.getByText(word("rota.saved"), { exact: true })).toBeVisible();
  await accessible(page);
  await bo.picture("roster-managed");
  expect([wang, bo].flatMap(({ mistakes }) => mistakes)).toEqual([]);
});
