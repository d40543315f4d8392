/** A voice message becomes text: recorded in a real browser, recognised by this machine, shown to whoever asks and nobody else. */
import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Page } from "@playwright/test";
import { begin, button, together } from "../kit/chats";
import { House, kept, root } from "../kit/house";
import { Person } from "../kit/person";
import { proved } from "../kit/proofs";
import { accessible, desk, expect, phone, test } from "../kit/test";
import { word } from "../kit/words";

const program = process.env["COURTYARD_TEST_SPEECH_PROGRAM"];
const model = process.env["COURTYARD_TEST_SPEECH_MODEL"];

/** What Chromium's fake microphone says, as it wants it: the clip of the house's own tests. */
function spokenClip(): string {
  const to = join(mkdtempSync(join(tmpdir(), "courtyard-speech-")), "umbrella.wav");
  const from = join(root, "crates/kit/tests/data/umbrella.webm");
  execFileSync("ffmpeg", ["-loglevel", "error", "-i", from, "-ac", "1", "-ar", "48000", "-c:a", "pcm_s16le", to]);
  return to;
}

const idOf = (page: Page) => /conversation_[0-9a-f-]+/.exec(page.url())?.[0] ?? "";
const words = (page: Page) => page.locator(".heard-words");

test("a voice message becomes text for whoever asks, and can be hidden (proves: YZJ-048)", async ({ browser }) => {
  test.skip(!program || !model, "no courtyard-senses or no model on this machine");
  const house = await House.start({ settings: { COURTYARD_SPEECH__PROGRAM: program ?? "", COURTYARD_SPEECH__MODEL: model ?? "" } });
  const options = test.info().project.use.launchOptions;
  const speaking = await chromium.launch({ ...options, args: [...(options?.args ?? []), `--use-file-for-fake-audio-capture=${spokenClip()}%noloop`] });
  const ana = await Person.arrive(speaking, house, "李安娜", phone);
  const bo = await Person.arrive(browser, house, "王波", desk);
  for (const person of [ana, bo]) await person.signUp();
  await together([ana, bo]);
  await begin(ana, [bo]);
  const conversation = idOf(ana.page);

  await test.step("it is recorded and sent", async () => {
    await button(ana.page, "files.record").click();
    await expect(ana.page.getByRole("timer")).toHaveText("0:06");
    await button(ana.page, "files.record_send").click();
    await bo.page.goto(`/chats/${conversation}`);
    await expect(bo.page.locator(".voice")).toHaveCount(1);
  });

  await test.step("nothing is recognised before somebody asks; then the words stand beneath, with what they are", async () => {
    await expect(words(bo.page)).toHaveCount(0);
    await button(bo.page, "files.speech").click();
    await expect(words(bo.page)).toContainText(/umbrella/i, { timeout: 120_000 });
    await expect(words(bo.page)).toContainText(/station/i);
    await expect(bo.page.getByText(word("files.speech_hint"))).toBeVisible();
    await accessible(bo.page);
    await bo.page.screenshot({ path: join(kept, "speech-desk.png") });
  });

  await test.step("the other sees nothing of it, and may ask as well", async () => {
    await expect(words(ana.page)).toHaveCount(0);
    await button(ana.page, "files.speech").click();
    await expect(words(ana.page)).toContainText(/umbrella/i, { timeout: 120_000 });
    await accessible(ana.page);
    await ana.page.screenshot({ path: join(kept, "speech-phone.png") });
  });

  await test.step("hidden and shown again it is not asked anew; a page that is loaded anew knows nothing of it", async () => {
    let asked = 0;
    bo.page.on("request", (request) => (asked += request.url().includes("/speech") ? 1 : 0));
    await button(bo.page, "files.speech_hide").click();
    await expect(words(bo.page)).toHaveCount(0);
    await button(bo.page, "files.speech").click();
    await expect(words(bo.page)).toContainText(/umbrella/i);
    expect(asked).toBe(0);
    await bo.page.reload();
    await expect(button(bo.page, "files.speech")).toBeVisible();
    await expect(words(bo.page)).toHaveCount(0);
    expect(asked).toBe(0);
  });

  for (const person of [ana, bo]) {
    expect(person.strangers(), `${person.name} asked another host`).toEqual([]);
    expect(person.mistakes).toEqual([]);
    await person.leave();
  }
  await speaking.close();
  await house.stop();
  proved("YZJ-048", ["file.speech", "file.begin", "file.append", "message.send"]);
});
