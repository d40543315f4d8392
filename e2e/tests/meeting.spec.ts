import { expect, test } from "../kit/test";

test("a person who has never been here signs up by the page and is at home", async ({ arrive }) => {
  const ana = await arrive("李安娜");
  await ana.signUp();
  await expect(ana.page.getByRole("main")).toBeVisible();
  await ana.picture("home-desk");
  expect(ana.mistakes).toEqual([]);
});
