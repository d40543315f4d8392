/** Doors of a home between real browsers: the property at a desk, an owner on a phone. */
import { button, together } from "../kit/chats";
import { addDoor, field, moveIn } from "../kit/homes";
import { accessible, desk, expect, phone, test } from "../kit/test";
import { speak, word } from "../kit/words";

for (const language of ["zh-CN", "en"] as const) test(`a resident shows a code without a network, sets a PIN, and loses a card that the desk gave (${language})`, async ({ arrive }) => {
  speak(language);
  const [wang, ana] = [await arrive("王物业", desk), await arrive("李安娜", phone)];
  for (const one of [wang, ana]) await one.signUp();
  const org = await together([wang]);

  await test.step("the property enters a home and a door, and approves her", async () => {
    await moveIn(wang.page, org, ana);
    await addDoor(wang.page, "南门");
  });

  await test.step("her code changes by itself, also without a network", async () => {
    await ana.page.reload();
    await ana.page.getByRole("link", { name: word("homes.doors"), exact: true }).click();
    await expect(ana.page.getByRole("heading", { name: word("passes.title", { number: "3-1-502" }) })).toBeVisible();
    await accessible(ana.page);
    await ana.picture(`doors-mine-${language}`);
    await button(ana.page, "passes.code_show").click();
    const code = ana.page.getByRole("img", { name: word("passes.code_label") });
    await expect(code).toBeVisible();
    await accessible(ana.page);
    await ana.picture(`doors-code-${language}`);
    const first = await code.innerHTML();
    await ana.page.context().setOffline(true);
    await expect(async () => expect(await code.innerHTML()).not.toBe(first)).toPass({ timeout: 45_000 });
    await ana.page.context().setOffline(false);
    await button(ana.page, "passes.code_hide").click();
    await expect(code).toHaveCount(0);
  });

  await test.step("a touch opens nothing; held, the door says that no box is there", async () => {
    const open = button(ana.page, "passes.hold_of", { door: "南门" });
    await open.click();
    await expect(ana.page.getByRole("alert")).toHaveCount(0);
    await open.click({ delay: 1_200 });
    await expect(ana.page.getByRole("alert")).toBeVisible();
    await ana.picture(`doors-absent-${language}`);
  });

  await test.step("a PIN that is tried first is refused with why", async () => {
    await field(ana.page, "passes.pin_new").fill("123456");
    await button(ana.page, "passes.pin_set").click();
    await expect(ana.page.locator("form").getByRole("alert")).toBeVisible();
    await field(ana.page, "passes.pin_new").fill("482957");
    await button(ana.page, "passes.pin_set").click();
    await expect(button(ana.page, "passes.pin_remove")).toBeVisible();
  });

  await test.step("the desk gives a card and sees who opens the door; she loses it", async () => {
    const { page } = wang;
    await field(page, "passes.desk_home").selectOption({ label: "3-1-502" });
    await expect(field(page, "passes.desk_resident")).toContainText("李安娜");
    await page.getByLabel(word("passes.desk_number")).fill("0012345678");
    await button(page, "passes.desk_give_card").click();
    await expect(page.getByText(word("passes.desk_given_card"))).toBeVisible();
    await accessible(page);
    await wang.picture(`doors-desk-${language}`);
    await page.setViewportSize(phone);
    await wang.picture(`doors-desk-phone-${language}`);
    await page.setViewportSize(desk);
    await button(page, "passes.desk_holders").click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByText("3-1-502 · 李安娜").first()).toBeVisible();
    await accessible(page);
    await wang.picture(`doors-desk-holders-${language}`);
    await button(dialog, "common.close").click();
    await ana.page.reload();
    await expect(ana.page.getByText("…5678")).toBeVisible();
    await ana.picture(`doors-card-${language}`);
    await ana.page.setViewportSize(desk);
    await ana.picture(`doors-card-desk-${language}`);
    await ana.page.setViewportSize(phone);
    await button(ana.page, "passes.card_lost").click();
    await expect(ana.page.getByText("…5678")).toHaveCount(0);
  });

  speak("zh-CN");
  expect([wang, ana].flatMap(({ mistakes }) => mistakes)).toEqual([]);
});
