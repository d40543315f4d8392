/** Somebody who says nothing of himself at first. */
import { Person } from "../kit/person";
import { expect, test } from "../kit/test";
import { word } from "../kit/words";

test("whoever gives no name comes in all the same, and adds what he likes when he likes", async ({ browser, house }) => {
  const ana = await Person.arrive(browser, house, "李安娜", { width: 390, height: 844 });
  const { page } = ana;
  try {
    await ana.signUpUnnamed();
    await page.goto("/me");
    const name = page.getByLabel(word("me.name"), { exact: true });
    await expect(name).toHaveValue(/^用户 \d{6}$/);
    const gender = page.getByLabel(word("me.gender"), { exact: true });
    await expect(gender).toHaveValue("");
    await gender.selectOption("female");
    await name.fill(ana.name);
    await page.getByRole("button", { name: word("common.save"), exact: true }).click();
    await expect(page.getByRole("status").filter({ hasText: word("common.saved") })).toBeVisible();
    await ana.picture("blank-filled");
    await page.reload();
    await expect(gender).toHaveValue("female");
    await expect(name).toHaveValue(ana.name);
    await gender.selectOption("");
    await expect(gender).toBeEnabled();
    await page.reload();
    await expect(gender).toBeEnabled();
    await expect(gender).toHaveValue("");
    expect(ana.mistakes).toEqual([]);
  } finally {
    await ana.leave();
  }
});
