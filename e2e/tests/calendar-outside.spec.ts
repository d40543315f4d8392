/** Somebody outside is invited by mail, answers at the link of the mail without an account, and is forgotten when he asks for it. */
import { button } from "../kit/chats";
import { accessible, desk, expect, phone, test } from "../kit/test";
import { word } from "../kit/words";

const GUEST = "wang@example.org";

test("somebody outside answers at the link of his mail, whoever organises sees it, and he is forgotten", async ({ arrive, house }) => {
  const ana = await arrive("李安娜", desk);
  await ana.signUp();
  const { page } = ana;
  await page.goto("/calendar");
  const dialog = page.getByRole("dialog");
  await button(page, "calendar.add").click();
  await dialog.getByLabel(word("calendar.title"), { exact: true }).fill("产品发布会");
  await dialog.getByRole("button", { name: word("calendar.save"), exact: true }).click();
  await expect(dialog).toHaveCount(0);
  await page.getByRole("button", { name: word("calendar.view_agenda"), exact: true }).click();
  const open = () => page.getByText("产品发布会").first().click();

  await test.step("an address is invited from the event", async () => {
    await open();
    await dialog.getByRole("button", { name: word("calendar.outside_add"), exact: true }).click();
    await dialog.getByLabel(word("calendar.outside_address"), { exact: true }).fill(GUEST);
    await dialog.getByLabel(word("calendar.outside_name"), { exact: true }).fill("王芳");
    await accessible(page);
    await ana.picture("calendar-outside-invite");
    await dialog.getByRole("button", { name: word("calendar.outside_send"), exact: true }).click();
    await expect(dialog.getByText("王芳", { exact: true })).toBeVisible();
    await expect(dialog.getByText(word("calendar.reply_waiting"), { exact: true })).toBeVisible();
    await page.setViewportSize(phone);
    await accessible(page);
    await ana.picture("calendar-outside-narrow");
    await page.setViewportSize(desk);
  });

  const outbox = (await (await fetch(`${house.url}/dev/outbox`)).json()) as { items: { kind: string; to: string; text: string; calendar?: string }[] };
  const mail = outbox.items.find(({ kind, to }) => kind === "mail" && to === GUEST);
  expect(mail?.calendar).toContain("METHOD:REQUEST");
  const link = /\/invited#[\w-]+/.exec(mail!.text)![0];

  const wang = await arrive("王芳", desk);
  const guest = wang.page;
  await test.step("he sees what it is, and answers by the keyboard", async () => {
    await guest.goto(link);
    await expect(guest.getByRole("heading", { name: "产品发布会" })).toBeVisible();
    await expect(guest.getByText(word("invited.waiting"), { exact: true })).toBeVisible();
    await accessible(guest);
    await wang.picture("invited");
    await guest.setViewportSize(phone);
    await accessible(guest);
    await wang.picture("invited-narrow");
    await guest.setViewportSize(desk);
    const comes = guest.getByRole("button", { name: word("invited.accepted"), exact: true });
    await comes.focus();
    await guest.keyboard.press("Enter");
    await expect(guest.getByRole("status").filter({ hasText: word("invited.said", { reply: word("invited.accepted") }) })).toBeVisible();
    const download = guest.waitForEvent("download");
    await guest.getByRole("button", { name: word("invited.file"), exact: true }).click();
    expect((await download).suggestedFilename()).toBe("invitation.ics");
  });

  await test.step("whoever organises sees it", async () => {
    await page.reload();
    await page.getByRole("button", { name: word("calendar.view_agenda"), exact: true }).click();
    await open();
    await expect(dialog.getByText(word("calendar.reply_accepted"), { exact: true })).toBeVisible();
    await ana.picture("calendar-outside-answered");
  });

  await test.step("he is forgotten", async () => {
    await guest.getByRole("button", { name: word("invited.forget"), exact: true }).click();
    await wang.picture("invited-forget");
    await guest.getByRole("button", { name: word("invited.forget_sure"), exact: true }).click();
    await expect(guest.getByText(word("invited.forgotten"), { exact: true })).toBeVisible();
    await guest.goto("/contact");
    await guest.goto(link);
    await expect(guest.getByRole("alert")).toBeVisible();
  });
});
