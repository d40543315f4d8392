/** What a property and its residents do, by the page, until somebody lives in a home. */
import type { Locator, Page } from "@playwright/test";
import { button } from "./chats";
import type { Person } from "./person";
import { expect } from "./test";
import { word } from "./words";

/** The number of the home that is entered here. */
export const HOME = "3-1-502";

let communities = 0;

export const field = (at: Page | Locator, key: string): Locator => at.getByLabel(word(key), { exact: true });

async function place(page: Page, what: string, name: string): Promise<void> {
  await field(page, "homes.what").selectOption(what);
  const called = field(page, what === "home" ? "homes.number" : "homes.place_name");
  await called.fill(name);
  await button(page, "homes.place_add").click();
  await expect(called).toHaveValue("");
}

/** At its desk the property opens its community and enters a home. Returns the community's name: no other in the house has it. */
export async function enter(page: Page): Promise<string> {
  const community = `幸福里${++communities}区`;
  await field(page, "homes.community_name").fill(community);
  await field(page, "homes.address").fill("胡同一号");
  await button(page, "homes.open_go").click();
  await place(page, "building", "3号楼");
  await place(page, "unit", "1单元");
  await place(page, "home", HOME);
  return community;
}

/** Writes all that an application needs; returns the dialog, in which it is not sent yet. */
export async function apply({ page, name, phone }: Person, community: string): Promise<Locator> {
  await button(page, "homes.apply").click();
  const dialog = page.getByRole("dialog");
  await field(dialog, "homes.community").selectOption({ label: `${community} · 胡同一号` });
  await field(dialog, "homes.number").fill(HOME);
  await field(dialog, "homes.name").fill(name);
  await field(dialog, "homes.phone").fill(phone);
  return dialog;
}

export async function send({ page }: Person, dialog: Locator): Promise<void> {
  await button(dialog, "homes.send").click();
  await expect(page.getByText(word("homes.state_waiting"), { exact: true })).toBeVisible();
}

/** The property approves what it reads; nothing waits any more. */
export async function approve(page: Page): Promise<void> {
  await button(page.getByRole("dialog"), "homes.approve").click();
  await expect(page.getByText(word("homes.desk_none"))).toBeVisible();
}

/** A property opens its community, and a resident applies and is let in. */
export async function moveIn(property: Page, org: string, resident: Person): Promise<void> {
  await property.goto(`/homes/${org}`);
  const community = await enter(property);
  await resident.page.goto("/homes");
  await send(resident, await apply(resident, community));
  await property.reload();
  await button(property, "homes.review").click();
  await approve(property);
}

/** From its desk the property goes to its doors and adds one. */
export async function addDoor(property: Page, name: string): Promise<void> {
  await property.getByRole("link", { name: word("homes.doors"), exact: true }).click();
  await field(property, "passes.desk_new").fill(name);
  await button(property, "passes.desk_add").click();
  await expect(property.getByText(name, { exact: true })).toBeVisible();
}
