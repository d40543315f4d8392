import { House } from "../kit/house";
import { Person } from "../kit/person";
import { enter, seesAndHears, startMeeting } from "../kit/room";
import { accessible, expect, test } from "../kit/test";
import { word } from "../kit/words";

const answers: Record<string, string> = {
  legalName: "青砖社区（测试）有限公司",
  contactName: "张三",
  contactEmail: "keeper@example.org",
  contactPhone: "010-12345678",
  contactAddress: "北京市东城区一号",
  keeperName: "张三",
  login: "keeper",
  password: "correct horse battery staple",
};

test("a new keeper comes from an empty folder through the wizard to the first meeting, over HTTPS", async ({ browser }) => {
  const house = await House.start({ real: true });
  const people: Person[] = [];
  try {
    await expect.poll(() => house.said).toMatch(/\/setup\?\S+/);
    const link = /https?:\/\/\S+(\/setup\?\S+)/.exec(house.said)?.[1] ?? "";
    const keeper = await Person.arrive(browser, house, "张三");
    people.push(keeper);
    const { page } = keeper;
    await page.goto(link);
    for (const step of ["house", "address", "profile", "keeper"]) {
      await expect(page.getByRole("heading", { level: 1, name: word(`setup.${step}_title`) })).toBeVisible();
      await accessible(page);
      for (const [field, value] of Object.entries(answers)) {
        const input = page.getByLabel(word(`setup.${field}`), { exact: true });
        if (await input.isVisible()) await input.fill(value);
      }
      await keeper.picture(`setup-${step}`);
      await page.getByRole("button", { name: word(step === "keeper" ? "setup.finish" : "setup.next"), exact: true }).click();
    }
    await expect(page.getByRole("heading", { name: word("setup.done_title") })).toBeVisible();

    await page.getByRole("link", { name: word("setup.done_go") }).click();
    const agree = page.getByRole("button", { name: word("sign.agree"), exact: true });
    const password = page.getByText(word("sign.by_password"));
    await expect(agree.or(password)).toBeVisible();
    if (await agree.isVisible()) await agree.click();
    await password.click();
    await page.getByLabel(word("sign.login"), { exact: true }).fill(answers["login"] ?? "");
    await page.getByLabel(word("sign.password"), { exact: true }).fill(answers["password"] ?? "");
    await page.getByRole("button", { name: word("sign.enter"), exact: true }).click();
    await page.waitForURL(/\/home/);

    const number = await startMeeting(keeper);
    await enter(keeper, { camera: true, microphone: true });
    const guest = await Person.arrive(browser, house, "王波");
    people.push(guest);
    await guest.page.goto(`/m/${number}`);
    await enter(guest, { camera: true, microphone: true }, true);
    for (const person of people) await seesAndHears(person, 1);

    const second = await keeper.context.newPage();
    await second.goto(link);
    await expect(second.getByRole("heading", { name: word("setup.house_title") })).toBeHidden();
  } finally {
    for (const person of people) await person.leave();
    await house.stop();
  }
});
