/** Machines and programs that bring clockings, in real browsers: let in by whoever runs the organisation, authorised by each person alone. */
import type { Page } from "@playwright/test";
import { button, together } from "../kit/chats";
import { field } from "../kit/homes";
import { inEveryLook } from "../kit/look";
import { expect, part, test } from "../kit/test";
import { word } from "../kit/words";

/** A zone in which it is about noon: of which day a clocking is does not hang on the hour of this run. */
const EAST = 12 - new Date().getUTCHours();
const NOON = EAST === 0 ? "UTC" : `Etc/GMT${EAST > 0 ? "-" : "+"}${Math.abs(EAST)}`;
test.use({ timezoneId: NOON });

/** A group that takes machines, and nothing else at first, which the house does not let it. */
async function arranges(page: Page, person: string): Promise<void> {
  await part(page, "attendance.tab_set");
  await field(page, "attendance.shift_name").fill("A");
  await button(page, "attendance.shift_make").click();
  await button(page, "attendance.group_new").click();
  await field(page, "attendance.group_name").fill("R&D");
  await field(page, "attendance.zone").fill(NOON);
  const way = (key: string) => page.getByRole("checkbox", { name: word(`attendance.way_${key}`), exact: true });
  await way("place").uncheck();
  await way("machine").check();
  await page.getByRole("group", { name: word("attendance.people"), exact: true }).getByRole("checkbox", { name: person }).check();
  await button(page, "attendance.save").click();
  await expect(page.getByText(/任何人都可以不授权|nobody has to authorise one/)).toBeVisible();
  await way("code").check();
  await button(page, "attendance.save").click();
  await expect(page.getByText("R&D", { exact: true })).toBeVisible();
}

inEveryLook("one authorises a machine, sees what it brought and takes that back, and without it nothing is taken", async ({ come, seen }) => {
  const [wang, bo] = [await come("Fang Wang"), await come("Bo Chen")];
  for (const one of [wang, bo]) await one.signUp();
  const org = await together([wang, bo]);
  await wang.page.goto(`/orgs/${org}/attendance`);
  await arranges(wang.page, "Bo Chen");

  const token = await test.step("a program and a machine are let in, and a number is written down", async () => {
    const { page } = wang;
    const card = page.getByRole("region", { name: word("attendance.machines"), exact: true });
    const made = async (name: string, kind: string, serial?: string) => {
      await field(card, "attendance.machine_name").fill(name);
      await field(card, "attendance.machine_kind").selectOption(kind);
      await field(card, "attendance.machine_place").fill("HQ");
      if (serial) await field(card, "attendance.machine_serial").fill(serial);
      await button(card, "attendance.machine_make").click();
      await expect(card.locator(".work-name strong", { hasText: name })).toBeVisible();
    };
    await made("K14", "zkteco", "CJ9H210460");
    await expect(card.locator("code")).toContainText("/clocks/");
    await made("ERP", "program");
    await expect(card.locator("code")).not.toContainText("/");
    const told = await card.locator("code").innerText();
    await field(card, "attendance.machine_member").selectOption({ label: "Bo Chen" });
    await field(card, "attendance.machine_number").fill("E-17");
    await button(card, "attendance.machine_number_put").click();
    await expect(field(card, "attendance.machine_number")).toHaveValue("");
    await button(card, "attendance.machine_numbers_show").click();
    await expect(card.getByText("Bo Chen · E-17", { exact: true })).toBeVisible();
    await seen(wang, "machines-set");
    return told;
  });

  let line = 0;
  const pushes = async () => {
    const clocking = { number: "E-17", at: new Date().toISOString(), direction: "in", id: `line-${++line}` };
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    return (await fetch(`${bo.house.url}/api/v1/attendance/clocking`, { method: "POST", headers, body: JSON.stringify({ clocking }) })).status;
  };
  const { page } = bo;
  const card = page.getByRole("region", { name: word("attendance.machines_mine"), exact: true });
  await test.step("nothing is taken before he authorised it", async () => {
    expect(await pushes()).toBe(403);
    await page.goto(`/orgs/${org}/attendance`);
    await expect(card.getByText(word("attendance.machine_number_mine", { number: "E-17" })).first()).toBeVisible();
    await expect(page.locator(".clocked li")).toHaveCount(0);
    await card.getByRole("button", { name: word("attendance.machine_agree_of", { name: "ERP" }), exact: true }).click();
    await seen(bo, "machines-consent");
  });
  await test.step("he authorises it and sees by what he was clocked", async () => {
    await card.locator("button").filter({ hasText: new RegExp(`^${word("data.give")}$`) }).click();
    await expect(button(card, "attendance.machine_refuse")).toBeVisible();
    expect(await pushes()).toBe(200);
    await page.reload();
    await expect(page.locator(".clocked li").filter({ hasText: word("attendance.brought", { name: "ERP" }) })).toHaveCount(1);
    await seen(bo, "machines-brought");
  });
  await test.step("he takes it back, and what was clocked stays", async () => {
    await button(card, "attendance.machine_refuse").click();
    await page.getByRole("tooltip").getByRole("button", { name: word("attendance.machine_refuse"), exact: true }).click();
    await expect(card.getByRole("button", { name: word("attendance.machine_agree_of", { name: "ERP" }), exact: true })).toBeVisible();
    expect(await pushes()).toBe(403);
    await page.reload();
    await expect(page.locator(".clocked li")).toHaveCount(1);
  });
});
