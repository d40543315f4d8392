/** Every page, in both languages, on a desk and on a phone: it fits, speaks one language, and keeps nobody out. */
import { keeperOf, keeps, press } from "../kit/desk";
import { House } from "../kit/house";
import { comes, looks, looksRight, spoken } from "../kit/look";
import { expect, part, test } from "../kit/test";
import { word } from "../kit/words";

const open = ["/", "/enter", "/policy", "/policy/collection", "/policy/permissions", "/policy/recipients", "/policy/children", "/policy/assessment", "/policy/promises", "/policy/versions", "/contact", "/held", "/stop", "/disown", "/takeover", "/unfreeze", "/selftest"];
const within = ["/home", "/orgs", "/me", "/me/permissions", "/notices", "/settings", "/about"];
const ofData = ["data.held", "data.flows", "data.openings", "data.consents", "data.rights", "mandate.title", "paper.title"];
const ofDesk = ["desk.requests", "paper.title", "desk.tickets", "desk.incidents", "desk.disclosures", "desk.policy", "desk.periods", "desk.log", "crashes.tab", "desk.backups", "risk.title", "control.title", "statistics.title", "moving.houses", "desk.audit"];
const named = (path: string) => path.replaceAll(/[/.]/g, "-").replace(/^-/, "") || "landing";

for (const look of looks) {
  test(`every page of strangers (${look.name})`, async ({ browser, house }) =>
    await spoken(look, async () => {
      const person = await comes(browser, house, "Ana Li", look);
      try {
        for (const path of open) {
          await test.step(path, async () => {
            await person.page.goto(path);
            await expect(person.page.getByRole("heading", { level: 1 }).first()).toBeVisible();
            await looksRight(person, look, named(path));
          });
        }
      } finally {
        await person.leave();
      }
    }));

  test(`every page of whoever is signed in (${look.name})`, async ({ browser, house }) =>
    await spoken(look, async () => {
      const person = await comes(browser, house, "Ana Li", look);
      const { page } = person;
      try {
        await person.signUp();
        for (const path of within) {
          await test.step(path, async () => {
            await page.goto(path);
            await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
            await looksRight(person, look, named(path));
          });
        }
        await page.goto("/data");
        for (const key of ofData) {
          await test.step(key, async () => {
            await part(page, key);
            await looksRight(person, look, named(`data.${key}`));
          });
        }
      } finally {
        await person.leave();
      }
    }));

  test(`every part of the desk (${look.name})`, async ({ browser }) =>
    await spoken(look, async () => {
      const house = await House.start({ keeper: { ...keeperOf, name: "Fang Wang" } });
      const keeper = await keeps(browser, house, look.size);
      const { page } = keeper;
      try {
        for (const key of ofDesk) {
          await test.step(key, async () => {
            await part(page, key);
            await looksRight(keeper, look, named(`desk.${key}`));
          });
        }
        await page.goto("/settings");
        await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
        await looksRight(keeper, look, "settings-keeper");
        await page.goto("/orgs");
        await press(page, "orgs.create");
        await expect(page.getByRole("dialog")).toContainText(word("orgs.create"));
        await looksRight(keeper, look, "orgs-create");
      } finally {
        await keeper.leave();
        await house.stop();
      }
    }));
}
