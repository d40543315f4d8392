/** Friends, cards, share codes and an address book, by the page: what leaves a browser is watched. */
import type { Page, Request } from "@playwright/test";
import { button, colleagues, message, open, shown, write } from "../kit/chats";
import type { Person } from "../kit/person";
import { proved } from "../kit/proofs";
import { accessible, desk, expect, phone, test } from "../kit/test";
import { word } from "../kit/words";

const section = (page: Page, key: string) => page.getByRole("region", { name: word(key), exact: true });
const friend = (page: Page, name: string) => page.getByRole("listitem").filter({ hasText: name });

/** One asks by the other's card, who says yes. */
async function befriend(one: Person, other: Person): Promise<void> {
  const headers = { "X-Courtyard": "1" };
  const { code } = (await (await other.page.request.get("/api/v1/me/card")).json()) as { code: string };
  expect((await one.page.request.post("/api/v1/friends", { headers, data: { card: code } })).ok()).toBe(true);
  const { id } = (await (await one.page.request.get("/api/v1/me")).json()) as { id: string };
  expect((await other.page.request.post(`/api/v1/friends/${id}/accept`, { headers })).ok()).toBe(true);
}

/** Everything that a page sends from now on, in words. */
function sent(page: Page): string[] {
  const all: string[] = [];
  page.on("request", (request: Request) => all.push(`${request.method()} ${request.url()} ${request.postData() ?? ""}`));
  page.on("websocket", (socket) => socket.on("framesent", ({ payload }) => all.push(String(payload))));
  return all;
}

async function shareCodeOf({ page }: Person): Promise<string> {
  await page.goto("/contacts");
  await button(page, "contacts.part_add").first().click();
  const card = section(page, "contacts.my_card");
  await expect(card.locator(".card-code")).toBeVisible();
  await button(card, "contacts.copy_share").click();
  await expect(button(card, "contacts.copied")).toBeVisible();
  return page.evaluate(() => navigator.clipboard.readText());
}

async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((pasted) => {
    const data = new DataTransfer();
    data.setData("text/plain", pasted);
    document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  }, text);
}

async function strangers(arrive: (name: string, size?: typeof desk) => Promise<Person>): Promise<[Person, Person]> {
  const [ana, bo] = [await arrive("李安娜", desk), await arrive("王波", phone)];
  for (const one of [ana, bo]) {
    await one.context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await one.signUp();
  }
  return [ana, bo];
}

test("a card is scanned as a link, the other accepts, and the two write to one another (proves: DB-026)", async ({ arrive }) => {
  const [ana, bo] = await strangers(arrive);
  await shareCodeOf(ana);
  const code = (await ana.page.locator(".card-code").innerText()).replace(/\s/g, "");
  await accessible(ana.page);
  await ana.picture("contacts-add");
  await bo.page.goto(`/contacts#card=${code}`);
  await expect(bo.page.locator(".contact-found")).toContainText(ana.name);
  expect(new URL(bo.page.url()).hash, "the code does not stay in the address").toBe("");
  await bo.picture("contacts-found-phone");
  await button(bo.page, "contacts.ask").click();
  await expect(bo.page.getByText(word("contacts.asked_now"))).toBeVisible();

  await ana.page.goto("/contacts");
  await button(ana.page, "contacts.accept_of", { name: bo.name }).click();
  await expect(button(ana.page, "contacts.write_to", { name: bo.name })).toBeVisible();
  await expect(friend(ana.page, bo.name)).toContainText(word("contacts.external"));
  await accessible(ana.page);
  await ana.picture("contacts-friends");
  await button(ana.page, "contacts.write_to", { name: bo.name }).click();
  await ana.page.waitForURL(/\/chats\/conversation_/);
  await write(ana, "你好");
  await bo.page.goto("/chats");
  await open(bo, ana.name);
  await expect(message(bo.page, "你好")).toBeVisible();

  await test.step("who is blocked is not heard", async () => {
    await bo.page.goto("/contacts");
    await button(bo.page, "contacts.block_of", { name: ana.name }).click();
    await button(bo.page.getByRole("dialog"), "contacts.block").click();
    await expect(section(bo.page, "contacts.blocked")).toContainText(ana.name);
    await write(ana, "听得见吗");
    await expect.poll(() => shown(ana.page)).toContain("听得见吗");
    await bo.page.goto("/chats");
    await open(bo, ana.name);
    await expect(message(bo.page, "你好")).toBeVisible();
    await expect(bo.page.getByText("听得见吗")).toHaveCount(0);
  });
  for (const one of [ana, bo]) expect(one.mistakes).toEqual([]);
  proved("DB-026", ["card.get", "card.look", "friend.ask", "friend.accept"]);
});

test("a share code is recognised on the device, and of ordinary text nothing leaves (proves: DB-037, DB-038)", async ({ arrive }) => {
  const [ana, bo] = await strangers(arrive);
  const share = await shareCodeOf(ana);
  const secret = "这是一段普通文字 hunter2-Osprey-7741";
  const all = sent(bo.page);

  await test.step("ordinary text stays where it is, however it is looked at", async () => {
    await bo.page.goto("/contacts");
    await bo.page.evaluate((text) => navigator.clipboard.writeText(text), secret);
    await bo.page.reload();
    await paste(bo.page, secret);
    await button(bo.page, "contacts.clipboard").click();
    await expect(bo.page.getByText(word("contacts.clipboard_none"))).toBeVisible();
    await expect(button(bo.page, "contacts.shared_open")).toHaveCount(0);
    expect(all.filter((one) => decodeURIComponent(one).includes("hunter2"))).toEqual([]);
  });

  await test.step("opened with a share code on the clipboard, the page offers it, and only the code is sent", async () => {
    await bo.page.evaluate((text) => navigator.clipboard.writeText(text), `${secret} ${share}`);
    await bo.page.goto("/contacts");
    await expect(bo.page.getByText(word("contacts.shared_person"))).toBeVisible();
    expect(all.filter((one) => one.includes("/cards/look"))).toEqual([]);
    await bo.picture("contacts-shared-phone");
    await button(bo.page, "contacts.shared_open").click();
    await expect(bo.page.locator(".contact-found")).toContainText(ana.name);
    const asked = all.filter((one) => one.includes("/cards/look"));
    const code = /#CY-P-([0-9A-Z]{16})/.exec(share)?.[1];
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatch(new RegExp(`\\{"card":"${code}"\\}$`));
    expect(all.filter((one) => decodeURIComponent(one).includes("hunter2"))).toEqual([]);
  });
  expect(bo.mistakes).toEqual([]);
  for (const id of ["DB-037", "DB-038"]) proved(id, ["card.get", "card.look"]);
});

test("the address book is asked for first, and of it only whom one picks is compared (proves: AJ-130)", async ({ arrive }) => {
  const [ana, bo] = await strangers(arrive);
  const chen = await arrive("陈晨", desk);
  await chen.signUp();
  await befriend(ana, bo);
  for (const one of [bo, chen]) {
    await one.page.goto("/contacts");
    await button(one.page, "contacts.part_add").first().click();
    await one.page.getByRole("checkbox", { name: word("contacts.findable") }).click();
    await expect(one.page.getByRole("checkbox", { name: word("contacts.findable") })).toBeChecked();
  }
  const all = sent(ana.page);
  const asked = () => all.filter((one) => one.includes("/contact-book"));
  await ana.page.goto("/contacts");
  await button(ana.page, "contacts.part_add").first().click();
  const book = section(ana.page, "contacts.book");

  await test.step("a no sends nothing", async () => {
    await button(book, "contacts.book_share").click();
    await expect(book.getByText(word("contacts.book_prompt_share"))).toBeVisible();
    await accessible(ana.page);
    await ana.picture("contacts-book");
    await button(book, "contacts.book_no").click();
    await expect(button(book, "contacts.book_share")).toBeVisible();
    expect(asked()).toEqual([]);
  });

  await test.step("of three, the one that is picked", async () => {
    await button(book, "contacts.book_share").click();
    await button(book, "contacts.book_yes").click();
    const cards = [bo, chen].map((one) => `BEGIN:VCARD\r\nVERSION:3.0\r\nFN:${one.name}\r\nTEL;TYPE=CELL:${one.phone}\r\nEND:VCARD\r\n`);
    const buffer = Buffer.from([...cards, "BEGIN:VCARD\nFN:路人\nTEL:13612345678\nEND:VCARD\n"].join(""));
    const chooser = ana.page.waitForEvent("filechooser");
    await button(book, "contacts.book_file").click();
    await (await chooser).setFiles({ name: "book.vcf", mimeType: "text/vcard", buffer });
    await expect(button(book, "contacts.share_with", { name: "路人" })).toBeVisible();
    expect(asked(), "reading it on the device asks nobody").toEqual([]);
    await button(book, "contacts.share_with", { name: bo.name }).click();
    await ana.page.waitForURL(/\/chats\/conversation_/);
    await expect.poll(async () => (await shown(ana.page)).at(-1)).toContain("#CY-P-");
    const blinded = asked().filter((one) => one.includes("/contact-book/blind"));
    expect(blinded).toHaveLength(1);
    expect((JSON.parse(blinded[0]?.split(" ").slice(2).join(" ") ?? "{}") as { elements: string[] }).elements).toHaveLength(1);
    for (const number of [bo.phone, chen.phone, "13612345678"]) expect(all.filter((one) => one.includes(number))).toEqual([]);
  });
  await bo.page.goto("/chats");
  await open(bo, ana.name);
  await expect(bo.page.locator(".message")).toContainText("#CY-P-");
  await chen.page.goto("/chats");
  await expect(chen.page.getByText(word("conversation.none_title"))).toBeVisible();
  for (const one of [ana, bo, chen]) expect(one.mistakes).toEqual([]);
  proved("AJ-130", ["contact.blind", "contact.book", "contact.found", "conversation.direct"]);
});

test("colleagues are found by how their names are read, on a desk and on a phone", async ({ arrive }) => {
  const [ana, bo] = await colleagues(arrive, ["李安娜", desk], ["单雄信", phone]);
  for (const [who, text, found] of [[ana, "sxx", bo], [bo, "lianna", ana]] as const) {
    await who.page.goto("/contacts");
    await button(who.page, "contacts.part_colleagues").click();
    await who.page.getByLabel(word("contacts.search"), { exact: true }).fill(text);
    const list = who.page.getByRole("list", { name: word("contacts.part_colleagues") });
    await expect(list.getByRole("listitem")).toHaveCount(1);
    await expect(list).toContainText(found.name);
    await accessible(who.page);
    await who.picture(`contacts-colleagues-${text}`);
  }
  await button(ana.page, "contacts.part_external").click();
  await button(ana.page, "contacts.external_add").click();
  const dialog = ana.page.getByRole("dialog");
  await dialog.getByLabel(word("contacts.name"), { exact: true }).fill("外部客户");
  await dialog.getByLabel(word("contacts.company"), { exact: true }).fill("外部有限公司");
  await ana.picture("contacts-external-form");
  await button(dialog, "contacts.save").click();
  await expect(ana.page.getByRole("listitem").filter({ hasText: "外部客户" })).toContainText(word("contacts.external"));
  await accessible(ana.page);
  for (const one of [ana, bo]) expect(one.mistakes).toEqual([]);
});
