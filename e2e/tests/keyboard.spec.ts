/** Without a mouse, without motion, and in the dark. */
import type { Locator, Page } from "@playwright/test";
import { keeperOf, keeps } from "../kit/desk";
import { House } from "../kit/house";
import { Person } from "../kit/person";
import { accessible, desk, expect, part, phone, test } from "../kit/test";
import { word } from "../kit/words";

/** Goes on with Tab until this has the focus; whatever has it on the way can be seen to have it. */
async function tabTo(page: Page, wanted: Locator, key = "Tab"): Promise<void> {
  await expect(wanted).toBeVisible();
  for (let steps = 0; steps < 120; steps += 1) {
    await page.keyboard.press(key);
    const seen = await page.evaluate(() => {
      const at = document.activeElement;
      if (!(at instanceof HTMLElement) || at === document.body) return "";
      // What is drawn of a box that hides its own input is drawn around it.
      const shown = [at, at.parentElement, at.nextElementSibling, at.closest("label")].filter((part) => part instanceof HTMLElement);
      const marked = shown.some((part) => {
        const look = getComputedStyle(part);
        return (look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0) || look.boxShadow !== "none";
      });
      return marked ? "" : (at.outerHTML.split(">")[0] ?? "");
    });
    expect(seen, "the focus can be seen").toBe("");
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`no Tab leads to ${String(wanted)}`);
}

const button = (page: Page, key: string) => page.getByRole("button", { name: word(key), exact: true });
const field = (page: Page, key: string) => page.getByLabel(word(key), { exact: true });

test("somebody without a mouse signs up, changes his name, and signs out", async ({ house, arrive }) => {
  const ana = await arrive("李安娜", desk);
  const { page } = ana;
  await page.goto("/enter?next=%2Fhome");
  await expect(button(page, "sign.agree")).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(page.locator(".skip")).toBeFocused();
  await tabTo(page, button(page, "sign.agree"));
  await page.keyboard.press("Enter");
  await tabTo(page, field(page, "sign.phone"));
  await page.keyboard.type(ana.phone);
  await ana.askCode(() => page.keyboard.press("Enter"));
  const code = field(page, "sign.code");
  await expect(code).toBeVisible();
  if (!(await code.evaluate((element) => element === document.activeElement))) await tabTo(page, code);
  await page.keyboard.type(await house.codeFor(ana.phone));
  const name = field(page, "sign.name");
  await expect(name).toBeVisible();
  if (!(await name.evaluate((element) => element === document.activeElement))) await tabTo(page, name);
  await page.keyboard.type("李安娜");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/home/);
  await tabTo(page, page.getByRole("link", { name: word("title.me"), exact: true }));
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/me$/);
  await tabTo(page, field(page, "me.name"));
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("李青砖");
  await page.keyboard.press("Enter");
  await expect.poll(async () => ((await (await page.request.get("/api/v1/me")).json()) as { name: string }).name).toBe("李青砖");
  await tabTo(page, button(page, "me.sign_out"), "Shift+Tab");
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname === "/");
});

test("a keeper without a mouse comes in by password, goes through the desk and leaves a dialog where he was", async ({ browser }) => {
  const house = await House.start({ keeper: keeperOf });
  const keeper = await Person.arrive(browser, house, keeperOf.name, desk);
  try {
    const { page } = keeper;
    await page.goto("/enter?next=%2Fdesk");
    await tabTo(page, button(page, "sign.agree"));
    await page.keyboard.press("Enter");
    await tabTo(page, page.locator("summary").filter({ hasText: word("sign.by_password") }));
    await page.keyboard.press("Enter");
    await tabTo(page, field(page, "sign.login"));
    await page.keyboard.type(keeperOf.login);
    await tabTo(page, field(page, "sign.password"));
    await page.keyboard.type(keeperOf.password);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/desk/);
    const tab = (key: string) => page.getByRole("tab", { name: word(key), exact: true });
    await tabTo(page, tab("desk.requests"));
    for (const _ of ["paper.title", "desk.tickets", "desk.incidents"]) await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await expect(tab("desk.incidents")).toHaveAttribute("aria-selected", "true");
    await tabTo(page, button(page, "desk.register"));
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    await expect(dialog).toBeVisible();
    expect(await dialog.evaluate((box) => box.contains(document.activeElement)), "the focus is in the dialog").toBe(true);
    for (let steps = 0; steps < 40; steps += 1) {
      await page.keyboard.press("Tab");
      expect(await dialog.evaluate((box) => box.contains(document.activeElement) || document.activeElement === document.body), "and stays there").toBe(true);
    }
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    await expect(button(page, "desk.register")).toBeFocused();
  } finally {
    await keeper.leave();
    await house.stop();
  }
});

test("who wants no motion sees none, and who likes the dark reads everything in it", async ({ browser }) => {
  const house = await House.start({ keeper: keeperOf });
  const people: Person[] = [];
  try {
    for (const size of [desk, phone]) {
      const keeper = await keeps(browser, house, size);
      people.push(keeper);
      const { page } = keeper;
      await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
      await page.reload();
      const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      expect(ground).toBe("rgb(21, 25, 28)");
      for (const key of ["desk.tickets", "desk.incidents", "desk.disclosures", "desk.policy", "desk.log", "desk.backups", "control.title", "moving.houses"]) {
        await part(page, key);
        await accessible(page);
        const moving = await page.evaluate(() => document.getAnimations().map((one) => Number(one.effect?.getComputedTiming().endTime)).filter((end) => end > 50));
        expect(moving, "something moves").toEqual([]);
      }
      await keeper.picture(`dark-desk-${size.width}`);
      for (const path of ["/home", "/data", "/me", "/me/permissions", "/notices", "/settings", "/about", "/orgs", "/", "/policy", "/unfreeze"]) {
        await page.goto(path);
        await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
        await accessible(page);
        await keeper.picture(`dark-${path.replaceAll("/", "-")}-${size.width}`);
      }
    }
  } finally {
    for (const person of people) await person.leave();
    await house.stop();
  }
});
