/** Visitors between real browsers: a resident invites, a stranger opens the link, another scans a poster, a guard asks. */
import { button, together } from "../kit/chats";
import { addDoor, field, HOME, moveIn } from "../kit/homes";
import { accessible, desk, expect, phone, test } from "../kit/test";
import { speak, word } from "../kit/words";

/** As a field for date and time takes it. */
const at = (hours: number) => {
  const moment = new Date(Date.now() + hours * 3_600_000);
  // As the clock of the page says it: it stands in Shanghai.
  return new Date(moment.getTime() + 8 * 3_600_000).toISOString().slice(0, 16);
};

test("a visitor comes by a link without an account, another is asked for at the gate, and the guard sees yes at once", async ({ arrive }) => {
  const [wang, ana, guest] = [await arrive("王物业", desk), await arrive("李安娜", phone), await arrive("访客", phone)];
  for (const one of [wang, ana]) await one.signUp();
  const org = await together([wang]);
  let link = "";

  await test.step("she invites, and gets a link that is shown once", async () => {
    await moveIn(wang.page, org, ana);
    await addDoor(wang.page, "南门");
    await ana.page.reload();
    await ana.page.getByRole("link", { name: word("homes.visits"), exact: true }).click();
    await button(ana.page, "visits.invite").click();
    await field(ana.page, "visits.name").fill("孙小满");
    await field(ana.page, "visits.until").fill(at(5));
    await accessible(ana.page);
    await ana.picture("visits-invite");
    await ana.page.locator("form").getByRole("button", { name: word("visits.invite"), exact: true }).click();
    await expect(ana.page.getByText(word("visits.made_link"))).toBeVisible();
    link = (await ana.page.locator(".visit-link").textContent()) ?? "";
    await accessible(ana.page);
    await ana.picture("visits-link");
    await button(ana.page, "visits.done").click();
    await expect(ana.page.getByText("孙小满", { exact: true })).toBeVisible();
    await ana.picture("visits-mine");
  });

  await test.step("the visitor opens it without an account, and takes it into the calendar", async () => {
    await guest.page.goto(link);
    await expect(guest.page.getByRole("heading", { level: 1, name: word("visits.guest_title") })).toBeVisible();
    await expect(guest.page.getByRole("img", { name: word("passes.code_label") })).toBeVisible();
    await expect(guest.page.getByText("孙小满")).toHaveCount(0);
    await accessible(guest.page);
    await guest.picture("visits-guest");
    const download = guest.page.waitForEvent("download");
    await button(guest.page, "visits.calendar").click();
    expect((await download).suggestedFilename()).toBe("visit.ics");
  });

  await test.step("the guard asks by keyboard, she says yes in one touch, and he sees it", async () => {
    await wang.page.goto(`/gate/${org}`);
    await expect(field(wang.page, "visits.gate_home")).toBeFocused();
    await wang.page.keyboard.type(HOME);
    await wang.page.keyboard.press("Tab");
    await wang.page.keyboard.type("周师傅");
    await wang.page.keyboard.press("Enter");
    const dialog = ana.page.getByRole("dialog");
    await expect(dialog.getByText(word("visits.asked_wants", { name: "周师傅", door: "南门" }))).toBeVisible();
    await accessible(ana.page);
    await ana.picture("visits-asked");
    await button(dialog, "visits.asked_yes").click();
    await expect(dialog).toHaveCount(0);
    await expect(wang.page.getByText(word("visits.state_yes"), { exact: true })).toBeVisible();
    await accessible(wang.page);
    await wang.picture("visits-gate");
  });

  await test.step("a stranger at the poster is told no", async () => {
    await wang.page.goto(`/homes/${org}/gate`);
    const made = wang.page.waitForResponse((response) => response.url().endsWith("/poster"));
    await wang.page.getByRole("button", { name: word("visits.posts_put"), exact: true }).first().click();
    const { token } = (await (await made).json()) as { token: string };
    await expect(wang.page.getByRole("img", { name: word("visits.posts_poster_label") }).first()).toBeVisible();
    await accessible(wang.page);
    await wang.picture("visits-posts");
    await guest.page.goto(`/at#${token}`);
    await field(guest.page, "visits.poster_home").fill(HOME);
    await field(guest.page, "visits.poster_name").fill("钱先生");
    await accessible(guest.page);
    await guest.picture("visits-poster");
    await button(guest.page, "visits.poster_ask").click();
    await expect(guest.page.getByText(word("visits.wait_waiting"))).toBeVisible();
    await button(ana.page.getByRole("dialog"), "visits.asked_no").click();
    await expect(guest.page.getByText(word("visits.wait_no"))).toBeVisible();
  });

  await test.step("in English, too", async () => {
    speak("en");
    for (const one of [ana, wang]) await one.page.evaluate(() => localStorage.setItem("courtyard.language", JSON.stringify("en")));
    await ana.page.reload();
    await expect(ana.page.getByRole("heading", { level: 1, name: word("visits.title", { number: HOME }) })).toBeVisible();
    await ana.picture("visits-mine-en");
    await wang.page.goto(`/gate/${org}`);
    await expect(wang.page.getByText(word("visits.state_no"), { exact: true })).toBeVisible();
    await wang.picture("visits-gate-en");
    speak("zh-CN");
  });
  expect([wang, ana, guest].flatMap(({ mistakes }) => mistakes)).toEqual([]);
});
