/** What a person waits for: from pressing "join" to the first picture and the first sound of somebody who is there. */
import { expect, test } from "../kit/test";
import { startMeeting } from "../kit/room";
import { word } from "../kit/words";

const ROUNDS = Number(process.env["ROUNDS"] ?? 9);

test("from pressing join to the first remote frame", async ({ arrive }) => {
  const [host, guest] = [await arrive("李安娜"), await arrive("王波")];
  for (const person of [host, guest]) await person.signUp();
  const number = await startMeeting(host);
  const join = { name: word("green.join"), exact: true };
  for (const device of ["camera", "microphone"]) {
    const on = host.page.getByRole("button", { name: word(`green.${device}_on`), exact: true });
    const off = host.page.getByRole("button", { name: word(`green.${device}_off`), exact: true });
    await expect(on.or(off)).toBeVisible();
    if (await on.isVisible()) await on.click();
    await expect(off).toBeVisible();
  }
  await host.page.getByRole("button", join).click();
  await expect(host.page.getByRole("button", { name: word("room.leave"), exact: true })).toBeVisible();
  const waits: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await guest.page.goto(`/m/${number}`);
    await expect(guest.page.getByRole("button", join)).toBeEnabled();
    const wait = await guest.page.evaluate(async (label) => {
      const button = [...document.querySelectorAll("button")].find((one) => one.textContent?.trim() === label);
      if (!button) throw new Error("there is nothing to press");
      const pressed = performance.now();
      button.click();
      // Nothing of one's own is on: the first video that shows a frame is the other's.
      for (;;) {
        await new Promise((next) => requestAnimationFrame(next));
        for (const video of document.querySelectorAll("video")) {
          if (video.getVideoPlaybackQuality().totalVideoFrames > 0) return performance.now() - pressed;
        }
        if (performance.now() - pressed > 20_000) throw new Error("no picture came");
      }
    }, word("green.join"));
    waits.push(Math.round(wait));
    await guest.page.getByRole("button", { name: word("room.leave"), exact: true }).click();
    await guest.page.waitForTimeout(500);
  }
  waits.sort((one, other) => one - other);
  console.log(`first frame after ${waits[Math.floor(waits.length / 2)]} ms (median of ${waits.join(", ")})`);
});
