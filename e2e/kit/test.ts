/** The test of this folder: Playwright's, with a house that is open and people who can arrive. */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page, test as plain } from "@playwright/test";
import { House } from "./house";
import { Person, type Size } from "./person";
import { word } from "./words";

type PerTest = { arrive: (name: string, size?: Size) => Promise<Person> };
type PerWorker = { house: House };

export const test = plain.extend<PerTest, PerWorker>({
  house: [
    async ({}, use) => {
      const house = await House.start();
      await use(house);
      await house.stop();
    },
    { scope: "worker" },
  ],
  arrive: async ({ browser, house }, use) => {
    const people: Person[] = [];
    await use(async (name, size) => {
      const person = await Person.arrive(browser, house, name, size);
      people.push(person);
      return person;
    });
    for (const person of people) {
      expect(person.strangers(), `${person.name} asked another host`).toEqual([]);
      await person.leave();
    }
  },
});

/** Goes to a part of a page: a tab, or on a phone a choice. */
export async function part(page: Page, key: string): Promise<void> {
  const choice = page.getByLabel(word("desk.part"), { exact: true });
  const tab = page.getByRole("tab", { name: word(key), exact: true });
  await expect(choice.or(tab)).toBeVisible();
  if (await choice.isVisible()) await choice.selectOption({ label: word(key) });
  else await tab.click();
}

export const desk = { width: 1440, height: 900 };
export const phone = { width: 390, height: 844 };

/** Whatever moves on the page and ends has ended. */
export async function still(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const ends = document.getAnimations().filter(({ effect }) => Number.isFinite(Number(effect?.getComputedTiming().endTime)));
    await Promise.all(ends.map(({ finished }) => finished.catch(() => undefined)));
  });
}

/**
 * Nothing on this page may keep somebody out who uses a keyboard or a screen reader. Half way from one colour to another nothing is
 * legible for a moment: what moves and ends is waited for, and what an answer of the house sets in motion meanwhile is looked at again.
 */
export async function accessible(page: Page): Promise<void> {
  await expect(async () => {
    await still(page);
    const found = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
    const serious = found.violations.filter((rule) => rule.impact === "serious" || rule.impact === "critical");
    const said = serious.map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.target.join(" ")).join(", ")}`);
    expect(said).toEqual([]);
    expect(found.passes.length).toBeGreaterThan(5);
  }).toPass({ intervals: [500], timeout: 30_000 });
}

export { expect };
