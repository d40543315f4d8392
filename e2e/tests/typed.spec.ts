/** Full-width signs of Chinese input methods in fields for numbers and codes: typed, composed, pasted, filled in. */
import type { Page } from "@playwright/test";
import { press } from "../kit/desk";
import { expect, part, test } from "../kit/test";
import { word } from "../kit/words";

const wide = (text: string) => text.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));

const named = (page: Page, key: string) => page.getByLabel(word(key), { exact: true });

/** Puts a text on the clipboard and pastes it by keys. */
async function pastes(page: Page, text: string): Promise<void> {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.evaluate((wanted) => navigator.clipboard.writeText(wanted), text);
  await page.keyboard.press("Control+v");
}

/** Writes as an input method does: first what it is about to write, then what it wrote. */
async function composes(page: Page, text: string): Promise<void> {
  const wire = await page.context().newCDPSession(page);
  await wire.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
  await wire.send("Input.insertText", { text });
  await wire.detach();
}

test("somebody signs up with an input method that writes full-width digits", async ({ arrive, house }) => {
  const ana = await arrive("李安娜");
  const { page } = ana;
  await page.goto("/enter?next=%2Fdata");
  await press(page, "sign.agree");
  const phone = named(page, "sign.phone");
  await phone.click();
  await page.keyboard.type(wide(ana.phone.slice(0, 4)));
  await composes(page, wide(ana.phone.slice(4, 7)));
  await expect(phone, "composed digits stand there once").toHaveValue(ana.phone.slice(0, 7));
  await pastes(page, `\u202d${wide(ana.phone.slice(7))}\u202c`);
  await expect(phone).toHaveValue(ana.phone);
  // In the middle: whoever corrects a digit stays where he is.
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Backspace");
  await page.keyboard.type(wide(ana.phone.slice(8, 9)));
  await expect(phone).toHaveValue(ana.phone);
  expect(await phone.evaluate((field) => (field as HTMLInputElement).selectionStart)).toBe(9);

  await ana.askCode(() => press(page, "sign.send_code"));
  const code = named(page, "sign.code");
  await expect(code).toBeVisible();
  const sent = await house.codeFor(ana.phone);
  await code.click();
  await pastes(page, wide(`${sent.slice(0, 3)} ${sent.slice(3)}`));
  await named(page, "sign.name").fill("李安娜（甲）");
  await expect(named(page, "sign.name"), "a name keeps its signs").toHaveValue("李安娜（甲）");
  await press(page, "sign.finish");
  await page.waitForURL((url) => url.pathname === "/data");

  await part(page, "mandate.title");
  await press(page, "mandate.give");
  const days = named(page, "mandate.days");
  await days.fill("");
  await days.click();
  await page.keyboard.type(wide("3"));
  await composes(page, wide("0"));
  await expect(days).toHaveValue("30");
  await days.fill("");
  await pastes(page, wide("45"));
  await expect(days).toHaveValue("45");
  await named(page, "mandate.phone").fill("＋８６　１３９－００００－００００");
  await expect(named(page, "mandate.phone"), "what a program fills in is heeded as well").toHaveValue("+86 139-0000-0000");
  expect(ana.mistakes).toEqual([]);
});
