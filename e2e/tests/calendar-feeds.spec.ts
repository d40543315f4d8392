/** Calendars that come and go: a file that is looked at first, a calendar elsewhere that is subscribed to, and mine at a secret address. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { button } from "../kit/chats";
import { accessible, desk, expect, phone, test } from "../kit/test";
import { word } from "../kit/words";

const DAY_MS = 86_400_000;

/** A whole day so many days from now: whatever hour it is, it lies within the next month. */
function day(ahead: number, uid: string, title: string): string[] {
  const at = new Date(Date.now() + ahead * DAY_MS).toISOString().slice(0, 10).replaceAll("-", "");
  return ["BEGIN:VEVENT", `UID:${uid}`, "DTSTAMP:20261201T000000Z", `DTSTART;VALUE=DATE:${at}`, `SUMMARY:${title}`, "END:VEVENT"];
}

const file = (...events: string[][]) => ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//a club//EN", ...events.flat(), "END:VCALENDAR", ""].join("\r\n");

/** A site on this machine with a calendar. */
class Site {
  private constructor(private readonly server: Server) {}

  static async start(text: string): Promise<Site> {
    const server = createServer((_, response) => {
      response.setHeader("content-type", "text/calendar; charset=utf-8");
      response.end(text);
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    return new Site(server);
  }

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/club.ics`;
  }

  end(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

test("a file is looked at, taken in and taken back, a calendar elsewhere is shown, and mine is read at a secret address", async ({ arrive }) => {
  const site = await Site.start(file(day(4, "c1", "社团开放日"), day(6, "c2", "年会彩排")));
  const ana = await arrive("李安娜", desk);
  await ana.signUp();
  await ana.page.goto("/calendar");
  const { page } = ana;
  await page.getByRole("button", { name: word("calendar.view_agenda"), exact: true }).click();
  const dialog = page.getByRole("dialog");
  const shut = () => dialog.getByRole("button", { name: word("common.close"), exact: true }).click();

  await test.step("a file says first what would become of it", async () => {
    await button(page, "calendar.files").click();
    const odd = ["BEGIN:VEVENT", "UID:odd", "DTSTART;TZID=Nowhere:20270101T090000", "SUMMARY:别处的事", "END:VEVENT"];
    const off = ["BEGIN:VEVENT", "UID:off", "DTSTART:20270101T090000Z", "STATUS:CANCELLED", "SUMMARY:取消的事", "END:VEVENT"];
    const chosen = { name: "club.ics", mimeType: "text/calendar", buffer: Buffer.from(file(day(2, "a", "体检"), day(3, "b", "交房租"), odd, off)) };
    const [chooser] = await Promise.all([page.waitForEvent("filechooser"), button(page, "calendar.take").click()]);
    await chooser.setFiles(chosen);
    await expect(dialog.getByText(word("calendar.import_counts", { taken: 2, changed: 0, known: 0 }))).toBeVisible();
    await expect(dialog.getByText(`别处的事 — ${word("calendar.why_zone")}`)).toBeVisible();
    await expect(dialog.getByText(`取消的事 — ${word("calendar.why_cancelled")}`)).toBeVisible();
    await accessible(page);
    await ana.picture("calendar-import");
    await page.setViewportSize(phone);
    await accessible(page);
    await ana.picture("calendar-import-narrow");
    await page.setViewportSize(desk);
    await dialog.getByRole("button", { name: word("calendar.import_do", { count: 2 }), exact: true }).click();
    await expect(dialog.getByText(word("calendar.taken_in", { taken: 2, changed: 0 }))).toBeVisible();
    await expect(page.getByText("体检")).toHaveCount(1);
    await dialog.getByRole("button", { name: word("calendar.undo"), exact: true }).click();
    await expect(dialog.getByText(word("calendar.undone", { gone: 2, restored: 0 }))).toBeVisible();
    await shut();
    await expect(page.getByText("体检")).toHaveCount(0);
  });

  await test.step("a calendar elsewhere lies beside hers, and goes when it is ended", async () => {
    await button(page, "calendar.feeds").click();
    await dialog.getByLabel(word("calendar.subscription_address"), { exact: true }).fill(site.address);
    await dialog.getByLabel(word("calendar.subscription_name"), { exact: true }).fill("社团");
    await dialog.getByLabel(word("calendar.subscription_tone"), { exact: true }).selectOption("plum");
    await dialog.getByRole("button", { name: word("calendar.subscribe"), exact: true }).click();
    await expect(dialog.getByText("127.0.0.1 · ")).not.toContainText(word("calendar.bringing"));
    await accessible(page);
    await ana.picture("calendar-feeds");
    await page.setViewportSize(phone);
    await accessible(page);
    await ana.picture("calendar-feeds-narrow");
    await page.setViewportSize(desk);
    await shut();
    await page.getByRole("button", { name: /社团开放日/ }).click();
    await expect(dialog.getByText(word("calendar.from_subscription", { name: "社团" }))).toBeVisible();
    await expect(dialog.getByRole("button", { name: word("calendar.edit"), exact: true })).toHaveCount(0);
    await accessible(page);
    await shut();
    await ana.picture("calendar-subscribed");
    await button(page, "calendar.feeds").click();
    await dialog.getByRole("button", { name: word("calendar.unsubscribe"), exact: true }).click();
    await dialog.getByRole("button", { name: word("calendar.unsubscribe_sure"), exact: true }).click();
    await expect(dialog.getByText(word("calendar.subscriptions_none"))).toBeVisible();
  });

  await test.step("a program reads hers at a secret address until she ends it", async () => {
    await dialog.getByLabel(word("calendar.feed_label"), { exact: true }).fill("家里的平板");
    await dialog.getByRole("button", { name: word("calendar.feed_make"), exact: true }).click();
    await expect(dialog.getByText(word("calendar.feed_once"))).toBeVisible();
    const address = await dialog.locator("dd code").innerText();
    const read = () => page.request.fetch(address);
    const came = await read();
    expect(came.status()).toBe(200);
    expect(await came.text()).toContain("BEGIN:VCALENDAR");
    await accessible(page);
    await ana.picture("calendar-published");
    await dialog.getByRole("button", { name: word("calendar.phone_end"), exact: true }).click();
    await dialog.getByRole("button", { name: word("calendar.feed_end_sure"), exact: true }).click();
    await expect(dialog.getByText(word("calendar.feed_none"))).toBeVisible();
    expect((await read()).status()).toBe(404);
    await shut();
    await expect(page.getByText("社团开放日")).toHaveCount(0);
  });
  site.end();
});
