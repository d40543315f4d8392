import { firefoxIsHere, openFirefox, receivedInFirefox, watchPeersInFirefox } from "../kit/firefox";
import { enter, seesAndHears, startMeeting } from "../kit/room";
import { expect, test } from "../kit/test";
import { word } from "../kit/words";

test("a guest in Firefox and a host in Chromium see and hear each other", async ({ arrive, house }) => {
  test.skip(!firefoxIsHere, "Firefox: apt install firefox-esr");
  const host = await arrive("李安娜");
  await host.signUp();
  const number = await startMeeting(host);
  await enter(host, { camera: true, microphone: true });

  const firefox = await openFirefox();
  try {
    const page = await firefox.newPage();
    await watchPeersInFirefox(page);
    page.setDefaultTimeout(90_000);
    await page.goto(`${house.url}/m/${number}`);
    await page.locator('input[autocomplete="name"]').fill("火狐");
    for (const device of ["camera_on", "microphone_on"]) await page.locator(`button[aria-label="${word(`green.${device}`)}"]`).click();
    await page.locator('form button[type="submit"]').click();
    await seesAndHears(host, 1, 60_000);
    await expect.poll(async () => (await receivedInFirefox(page)).frames, { timeout: 60_000 }).toBeGreaterThan(30);
    await expect.poll(async () => (await receivedInFirefox(page)).energy).toBeGreaterThan(0);
  } finally {
    await firefox.close();
  }
});
