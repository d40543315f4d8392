import { accessible, expect, test } from "../kit/test";
import { word } from "../kit/words";

const documents = ["collection", "permissions", "recipients", "children", "assessment", "versions", "promises"] as const;

test("a stranger reaches every document of the policy by two taps, and a sentence leads to its proof", async ({ arrive }) => {
  const stranger = await arrive("陌生人");
  for (const document of documents) {
    await stranger.page.goto("/");
    await stranger.page.getByRole("contentinfo").getByRole("link", { name: word("title.policy"), exact: true }).click();
    const links = stranger.page.getByRole("navigation", { name: word("policy.documents") });
    await links.getByRole("link", { name: word(`title.${document}`), exact: true }).click();
    await expect(stranger.page.getByRole("heading", { level: 1 })).toBeVisible();
    await accessible(stranger.page);
  }
  await stranger.page.goto("/policy");
  const proof = stranger.page.locator("a[href^='/policy/promises#']").first();
  const id = await proof.innerText();
  await proof.click();
  await expect(stranger.page.getByRole("heading", { name: new RegExp(`^${id} `) })).toBeVisible();
  expect(stranger.mistakes).toEqual([]);
});

test("who is signed in reaches every document from the page about oneself", async ({ arrive }) => {
  const ana = await arrive("安娜");
  await ana.signUp();
  for (const document of documents) {
    await ana.page.goto("/home");
    await ana.page.getByRole("link", { name: word("title.me"), exact: true }).first().click();
    const links = ana.page.getByRole("navigation", { name: word("policy.documents") });
    await links.getByRole("link", { name: word(`title.${document}`), exact: true }).click();
    await expect(ana.page.getByRole("heading", { level: 1 })).toBeVisible();
  }
  expect(ana.mistakes).toEqual([]);
});
