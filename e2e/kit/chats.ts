/** What people do who write to one another, by the page. */
import type { Locator, Page } from "@playwright/test";
import type { Person, Size } from "./person";
import { expect } from "./test";
import { word } from "./words";

type Arrive = (name: string, size?: Size) => Promise<Person>;

const ours = { "X-Courtyard": "1" };
const particulars = { creator: { name: "李安娜" }, company: { legal_name: "四合院测试有限公司", credit_code: "91350100M000100Y43" } };
/** What an organisation of a doorplate with an office opens. */
const opens = ["calendar", "tasks", "attendance", "approval"];

/** The first makes an organisation, the others join it. Returns its id. */
export async function together([first, ...others]: readonly Person[]): Promise<string> {
  if (!first) throw new Error("nobody came");
  const { wings } = (await (await first.page.request.get("/api/v1/house")).json()) as { wings: string[] };
  const data = { ...particulars, opens: wings.includes("office") ? opens : [] };
  const made = await first.page.request.post("/api/v1/orgs", { headers: ours, data });
  const { id: org } = (await made.json()) as { id: string };
  for (const { page, phone } of others) {
    const invited = await first.page.request.post(`/api/v1/orgs/${org}/invitations`, { headers: ours, data: { phone, role: "member" } });
    expect(invited.ok(), await invited.text()).toBe(true);
    const { items } = (await (await page.request.get("/api/v1/me/invitations")).json()) as { items: { id: string }[] };
    const accepted = await page.request.post(`/api/v1/invitations/${items[0]?.id}/accept`, { headers: ours });
    expect(accepted.ok(), await accepted.text()).toBe(true);
  }
  return org;
}

/** Several people of one organisation. */
export async function colleagues<Names extends readonly [string, Size?][]>(arrive: Arrive, ...names: Names): Promise<{ [Each in keyof Names]: Person }> {
  const people: Person[] = [];
  for (const [name, size] of names) people.push(await arrive(name, size));
  for (const person of people) await person.signUp();
  await together(people);
  return people as { [Each in keyof Names]: Person };
}

const button = (page: Page | Locator, key: string, values: Record<string, string | number> = {}) =>
  page.getByRole("button", { name: word(key, values), exact: true });

/** Chooses people in the list of those one can write to. */
export async function choose(at: Locator, ...people: Person[]): Promise<void> {
  for (const { name } of people) {
    await at.getByLabel(word("conversation.search")).fill(name);
    await at.getByRole("checkbox", { name: new RegExp(name) }).check();
  }
}

/** Begins a conversation from the page of all of them; several people are a group, perhaps held in an organisation. */
export async function begin({ page }: Person, people: readonly Person[], group?: string, org?: string): Promise<void> {
  await page.goto("/chats");
  await button(page, "conversation.new").first().click();
  const dialog = page.getByRole("dialog");
  await choose(dialog, ...people);
  if (group) await dialog.getByLabel(word("conversation.group_name"), { exact: true }).fill(group);
  if (org) await dialog.getByLabel(word("keeping.held_in"), { exact: true }).selectOption(org);
  await button(dialog, people.length > 1 ? "conversation.make" : "conversation.start").click();
  await page.waitForURL(/\/chats\/conversation_/);
}

/** Opens a conversation from the list. */
export async function open({ page }: Person, title: string): Promise<void> {
  await entry(page, title).click();
  await expect(page.getByRole("heading", { level: 2, name: title, exact: true })).toBeVisible();
}

export const entry = (page: Page, title: string): Locator => page.getByRole("list", { name: word("title.chats"), exact: true }).getByRole("link").filter({ hasText: title });

export async function write({ page }: Person, ...texts: string[]): Promise<void> {
  const field = page.getByLabel(word("conversation.write"), { exact: true });
  await expect(field).toBeInViewport();
  for (const text of texts) {
    await field.fill(text);
    await field.press("Enter");
  }
}

/** Switches something on that stands there once the house has it: until then the box shows what was before. */
export async function turnOn(box: Locator): Promise<void> {
  await box.click();
  await expect(box).toBeChecked();
}

/** A message as it is shown. */
export const message = (page: Page, text: string): Locator => page.locator(".message").filter({ has: page.locator(".bubble > .marked").filter({ hasText: text }) });

export async function act(page: Page, text: string, what: "reply" | "copy" | "edit" | "history" | "recall" | "report" | "unpreview"): Promise<void> {
  const line = message(page, text);
  await line.hover();
  await line.getByRole("button", { name: new RegExp(`^${word("conversation.actions", { name: "", at: "" }).slice(0, 3)}`) }).click();
  await page.getByRole("menuitem", { name: word(`conversation.act_${what}`), exact: true }).click();
}

/** Everything that is said, in order, as this page shows it; nothing of it is on its way any more. */
export async function shown(page: Page): Promise<string[]> {
  await expect(page.locator(".waiting-message")).toHaveCount(0);
  return await page.locator(".message .bubble > .marked").allInnerTexts();
}

export { button };
