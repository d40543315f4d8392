/** What people do who run the house, and who prove who they are. */
import type { Browser, Page } from "@playwright/test";
import type { House } from "./house";
import { Person, type Size } from "./person";
import { desk, expect } from "./test";
import { word } from "./words";

/** Who keeps a house that was set up. */
export const keeperOf = { name: "王芳", login: "wangfang", password: "kT9#vq2LmX-house" };

export const press = async (page: Page, key: string): Promise<void> =>
  await page.getByRole("button", { name: word(key), exact: true }).first().click();

/** The keeper comes in by his password. */
export async function keeps(browser: Browser, house: House, size: Size = desk): Promise<Person> {
  const keeper = await Person.arrive(browser, house, keeperOf.name, size);
  const { page } = keeper;
  await page.goto("/enter?next=%2Fdesk");
  await press(page, "sign.agree");
  await page.getByText(word("sign.by_password")).click();
  await page.getByLabel(word("sign.login"), { exact: true }).fill(keeperOf.login);
  await page.getByLabel(word("sign.password"), { exact: true }).fill(keeperOf.password);
  await press(page, "sign.enter");
  await page.waitForURL(/\/desk/);
  return keeper;
}

/** Proves by a fresh code that it is really oneself. */
export async function proves(person: Person, go: string): Promise<void> {
  await typeProof(person);
  await person.page.getByRole("button", { name: word(go), exact: true }).last().click();
}

/** Types the fresh code that shows who one is. */
export async function typeProof(person: Person): Promise<void> {
  const { page, house, phone } = person;
  await house.advance(61);
  await person.askCode(() => press(page, "identity.send"));
  const code = page.getByLabel(word("identity.code"), { exact: true });
  await expect(code).toBeVisible();
  await code.fill(await house.codeFor(phone));
}

/** Creates an organisation by the page. */
export async function founds(page: Page, name: string): Promise<void> {
  await page.goto("/orgs");
  await press(page, "orgs.create");
  await page.getByLabel(new RegExp(`^${word("orgs.legal_name")}`)).fill(name);
  await page.getByLabel(new RegExp(`^${word("orgs.credit_code")}`)).fill("91350100M000100Y43");
  await press(page, "orgs.create_go");
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
}
