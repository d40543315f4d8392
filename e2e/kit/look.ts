/** How pages are looked at: in both languages, on a desk and on a phone. */
import type { Browser, Page } from "@playwright/test";
import { keeperOf, keeps } from "./desk";
import { House } from "./house";
import { Person, type Size } from "./person";
import { accessible, expect, phone, still, test } from "./test";
import { catalogueOf, type Language, speak } from "./words";

export type Look = { language: Language; size: Size; name: string };

const laptop = { width: 1280, height: 800 };

/** Both languages at both sizes; without `COURTYARD_LOOKS=all` the tightest alone: other tests are Chinese, on desks. */
export const looks: readonly Look[] = (["zh-CN", "en"] as const)
  .flatMap((language) => [
    { language, size: laptop, name: `${language}, desk` },
    { language, size: phone, name: `${language}, phone` },
  ])
  .filter(({ name }) => process.env["COURTYARD_LOOKS"] === "all" || name === "en, phone");

/** Does something in the language of a look, and speaks Chinese again. */
export async function spoken<T>({ language }: Look, body: () => Promise<T>): Promise<T> {
  speak(language);
  try {
    return await body();
  } finally {
    speak("zh-CN");
  }
}

/** Somebody comes with a browser of this language and size. */
export const comes = async (browser: Browser, house: House, name: string, look: Look): Promise<Person> =>
  await Person.arrive(browser, house, name, look.size);

/** What a page says that no catalogue holds: the house and the people of these tests. */
const OWN = /四合院测试有限公司|四合院演示站\(仅供开发\)|演示联系人|仅供开发,没有真实地址|王芳|胡同一号|李安娜|陈博|幸福里\d*区|3号楼|1单元|中文|四合院/g;

/** Whatever a page shows: it fits, every word is one of this language, and nothing keeps anybody out. */
export async function looksRight(person: Person, look: Look, name: string): Promise<void> {
  const { page } = person;
  await settled(page);
  await person.picture(`look-${name}-${look.language}-${look.size.width < 700 ? "phone" : "desk"}`);
  await accessible(page);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wide, `${name} is wider than its window`).toBeLessThanOrEqual(0);
  const text = await page.evaluate(() => {
    // What is marked as Chinese is meant to be.
    const marked = [...document.querySelectorAll<HTMLElement>("body [lang^=zh]")].map((part) => part.innerText).filter(Boolean);
    return marked.reduce((whole, part) => whole.replace(part, ""), document.body.innerText);
  });
  const keys = Object.keys(catalogueOf(look.language)).join("|");
  expect(text.match(new RegExp(`(?<![\\w./@-])(${keys})\\.[a-z_]+(\\.[a-z_]+)*(?![\\w.@-])`, "g")) ?? [], `${name} shows a key`).toEqual([]);
  expect(text.match(/\{\{|\bundefined\b|\bNaN\b|\[object|Invalid Date/g) ?? [], `${name} shows what a program left`).toEqual([]);
  if (look.language === "en") expect(text.replace(OWN, "").match(/[\u4e00-\u9fff]{1,20}/g) ?? [], `${name} is not wholly English`).toEqual([]);
  expect(person.mistakes, `${name} broke`).toEqual([]);
}

/** Something stands there, and nothing turns any longer. */
async function settled(page: Page): Promise<void> {
  await expect(page.getByRole("heading").first()).toBeVisible();
  await expect(page.locator(".ant-skeleton, .waiting, [aria-busy=true]")).toHaveCount(0);
  await still(page);
}

/** A test in each language on each size; whoever comes leaves again. */
export function inEveryLook(title: string, body: (scene: Scene) => Promise<void>, wish: Wish = {}): void {
  for (const look of looks) {
    test(`${title} (${look.name})`, async ({ browser }) =>
      await spoken(look, async () => {
        const people: Person[] = [];
        const house = await House.start({ ...(wish.host ? { host: wish.host } : {}), settings: wish.settings?.() ?? {}, ...(wish.keeper ? { keeper: { ...keeperOf, name: "Fang Wang" } } : {}) });
        const come = async (name: string): Promise<Person> => {
          const person = await Person.arrive(browser, house, name, look.size);
          people.push(person);
          return person;
        };
        const keep = async (): Promise<Person> => {
          const keeper = await keeps(browser, house, look.size);
          people.push(keeper);
          return keeper;
        };
        try {
          await body({ house, look, browser, come, keep, seen: async (person, name) => await looksRight(person, look, name) });
          for (const person of people) expect(person.strangers(), `${person.name} asked another host`).toEqual([]);
        } finally {
          for (const person of people) await person.leave();
          await house.stop();
        }
      }));
  }
}

export type Scene = {
  house: House;
  look: Look;
  browser: Browser;
  come: (name: string) => Promise<Person>;
  keep: () => Promise<Person>;
  /** The page is in order as it stands; a picture of it is kept. */
  seen: (person: Person, name: string) => Promise<void>;
};

export type Wish = { keeper?: boolean; host?: string; settings?: () => Record<string, string> };
