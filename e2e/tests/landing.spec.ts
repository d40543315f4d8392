import { accessible, desk, expect, phone, test } from "../kit/test";
import { word } from "../kit/words";

for (const [where, size] of [["desk", desk], ["phone", phone]] as const) {
  test(`a stranger at the ${where} finds the door, and nothing keeps anybody out`, async ({ arrive }) => {
    const stranger = await arrive("陌生人", size);
    await stranger.page.goto("/");
    await expect(stranger.page.getByRole("heading", { level: 1 })).toHaveText(word("landing.title"));
    await expect(stranger.page.getByRole("link", { name: word("landing.enter") })).toBeVisible();
    await accessible(stranger.page);
    const head = await stranger.page.locator(".sheet-head").evaluate((element) => getComputedStyle(element).display);
    expect(head, "the styles of the open pages are there").toBe("flex");
    const wider = await stranger.page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    expect(wider, "the page scrolls sideways").toBe(false);
    await stranger.picture(`landing-${where}`);
    expect(stranger.mistakes).toEqual([]);
  });
}

test("a stranger reads policy and collection list without a name or a cookie", async ({ arrive }) => {
  const stranger = await arrive("陌生人");
  for (const path of ["/policy", "/policy/collection"]) {
    await stranger.page.goto(path);
    await expect(stranger.page.getByRole("heading", { level: 1 })).toBeVisible();
    await accessible(stranger.page);
    await stranger.picture(`open${path.replaceAll("/", "-")}`);
  }
  expect(await stranger.context.cookies()).toEqual([]);
});
