/** A phone's own calendar in step with that of the page: its password is made on the page, shown once, and ended there. */
import { button } from "../kit/chats";
import { accessible, desk, expect, phone, test } from "../kit/test";
import { word } from "../kit/words";

const FIND = '<propfind xmlns="DAV:"><prop><current-user-principal/></prop></propfind>';

test("somebody makes a password for a phone, its program comes in by it, and no longer once it is ended", async ({ arrive }) => {
  const ana = await arrive("李安娜", desk);
  await ana.signUp();
  await ana.page.goto("/calendar");
  await button(ana.page, "calendar.phone").click();
  const dialog = ana.page.getByRole("dialog");
  await expect(dialog.getByText(word("calendar.phone_none"))).toBeVisible();
  await dialog.getByLabel(word("calendar.phone_label"), { exact: true }).fill("我的手机");
  await dialog.getByRole("button", { name: word("calendar.phone_make"), exact: true }).click();
  await expect(dialog.getByText(word("calendar.phone_once"))).toBeVisible();
  await accessible(ana.page);
  await ana.picture("calendar-phone");
  await ana.page.setViewportSize(phone);
  await expect(dialog.getByText(word("calendar.phone_once"))).toBeVisible();
  await accessible(ana.page);
  await ana.picture("calendar-phone-narrow");
  await ana.page.setViewportSize(desk);

  const [address, user, password] = await dialog.locator("dd code").allInnerTexts();
  const line = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  const come = () => ana.page.request.fetch(address ?? "", { method: "PROPFIND", headers: { authorization: line, depth: "0" }, data: FIND });
  const opened = await come();
  expect(opened.status()).toBe(207);
  expect(await opened.text()).toContain("current-user-principal");

  await dialog.getByRole("button", { name: word("calendar.phone_end"), exact: true }).click();
  await dialog.getByRole("button", { name: word("calendar.phone_end_sure"), exact: true }).click();
  await expect(dialog.getByText(word("calendar.phone_none"))).toBeVisible();
  expect((await come()).status()).toBe(401);
});
