/** Pictures, voice messages and files in conversations: sent, seen, played, kept whole, and never without a tap. */
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext, Page } from "@playwright/test";
import { act, begin, button, colleagues, message, open, write } from "../kit/chats";
import type { Person } from "../kit/person";
import { proved } from "../kit/proofs";
import { accessible, desk, expect, phone, test } from "../kit/test";
import { word } from "../kit/words";

const folder = mkdtempSync(join(tmpdir(), "courtyard-files-"));
const sum = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

/** Bytes that repeat nowhere. */
function noise(length: number, seed: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed;
  for (let at = 0; at < length; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

function kept(name: string, bytes: Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** A picture that a browser draws, of some size and colour, as this type. */
async function drawn(page: Page, name: string, [width, height, colour]: [number, number, string], type = "image/png"): Promise<string> {
  const address = await page.evaluate(
    ([wide, high, tone, kind]) => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [wide, high];
      const pen = canvas.getContext("2d");
      if (!pen) throw new Error("nothing to draw with");
      pen.fillStyle = tone;
      pen.fillRect(0, 0, wide, high);
      pen.fillStyle = "#FAF8F4";
      pen.fillRect(wide / 4, high / 4, wide / 2, high / 8);
      return canvas.toDataURL(kind);
    },
    [width, height, colour, type] as const,
  );
  return kept(name, Buffer.from(address.slice(address.indexOf(",") + 1), "base64"));
}

async function choose({ page }: Person, way: "pictures" | "file", ...paths: string[]): Promise<void> {
  await page.locator(`input[data-way="${way}"]`).setInputFiles(paths);
}

const send = async ({ page }: Person) => await button(page, "conversation.send").click();
const idOf = (page: Page) => /conversation_[0-9a-f-]+/.exec(page.url())?.[0] ?? "";

/** What a press on the download of this file brings. */
async function downloaded(page: Page, name: string): Promise<Buffer> {
  const [coming] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: word("files.download", { name }), exact: true }).last().click()]);
  expect(coming.suggestedFilename()).toBe(name);
  return readFileSync(await coming.path());
}

test("pictures, a sound and a file reach the other whole and nobody else, are looked at and kept (proves: YZJ-025, DB-024)", async ({ arrive }) => {
  const [ana, bo, chen] = await colleagues(arrive, ["李安娜", desk], ["王波", phone], ["陈晨", desk]);
  await begin(ana, [bo]);
  await bo.page.goto(`/chats/${idOf(ana.page)}`);
  const [red, green] = [await drawn(ana.page, "门.png", [800, 500, "#B23A2A"]), await drawn(ana.page, "树.png", [400, 600, "#27685A"])];
  const report = kept("年度报告.pdf", noise(2_500_000, 3));
  await choose(ana, "pictures", red, green);
  await choose(ana, "file", report);
  await expect(ana.page.getByText(word("files.stripped"))).toBeVisible();
  await expect(ana.page.locator('.tray-item[data-state="done"]')).toHaveCount(3);
  await accessible(ana.page);
  await ana.page.getByLabel(word("conversation.write"), { exact: true }).fill("三个文件");
  await send(ana);
  await expect(message(bo.page, "三个文件")).toBeVisible();

  await test.step("they are seen small, looked at in full with the keyboard, and no bit of them is lost", async () => {
    const looks = bo.page.locator(".files-look img");
    await expect(looks).toHaveCount(2);
    await expect.poll(async () => await looks.evaluateAll((all) => all.every((one) => (one as HTMLImageElement).naturalWidth > 0))).toBe(true);
    await accessible(bo.page);
    await bo.page.getByRole("button", { name: word("files.open_picture", { name: "门.png" }) }).click();
    const viewer = bo.page.getByRole("dialog", { name: word("files.viewer") });
    await expect(viewer.getByRole("img", { name: "门.png" })).toBeVisible();
    await bo.page.keyboard.press("ArrowRight");
    await expect(viewer.getByRole("img", { name: "树.png" })).toBeVisible();
    await expect.poll(async () => await viewer.getByRole("img", { name: "树.png" }).evaluate((one) => [(one as HTMLImageElement).naturalWidth, (one as HTMLImageElement).naturalHeight])).toEqual([400, 600]);
    await accessible(bo.page);
    expect(sum(await downloaded(bo.page, "树.png"))).toBe(sum(readFileSync(green)));
    await bo.page.keyboard.press("Escape");
    await expect(viewer).toBeHidden();
    expect(sum(await downloaded(bo.page, "年度报告.pdf"))).toBe(sum(readFileSync(report)));
  });

  await test.step("by its link nobody else has it", async () => {
    const link = await bo.page.getByRole("link", { name: word("files.download", { name: "年度报告.pdf" }) }).getAttribute("href");
    expect((await bo.page.request.get(link ?? "")).status()).toBe(200);
    expect([403, 404]).toContain((await chen.page.request.get(link ?? "")).status());
  });

  await test.step("pasted and dropped files are taken, too; a page among them stays a file", async () => {
    await ana.page.getByLabel(word("conversation.write"), { exact: true }).evaluate((field) => {
      const data = new DataTransfer();
      data.items.add(new File(["<script>document.title='run'</script>"], "页.html", { type: "text/html" }));
      field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    });
    await ana.page.locator(".thread").evaluate((place) => {
      const data = new DataTransfer();
      data.items.add(new File(["dropped"], "拖.txt", { type: "text/plain" }));
      for (const kind of ["dragenter", "dragover", "drop"]) place.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
    });
    await expect(ana.page.locator('.tray-item[data-state="done"]')).toHaveCount(2);
    await send(ana);
    expect((await downloaded(bo.page, "拖.txt")).toString()).toBe("dropped");
    const page = await bo.page.getByRole("link", { name: word("files.download", { name: "页.html" }) }).getAttribute("href");
    const answer = await bo.page.request.get((page ?? "").replace("?download=true", ""));
    expect([answer.headers()["content-type"], answer.headers()["content-disposition"]?.slice(0, 10)]).toEqual(["application/octet-stream", "attachment"]);
  });

  await test.step("taken back, it is gone", async () => {
    const link = await bo.page.getByRole("link", { name: word("files.download", { name: "年度报告.pdf" }) }).getAttribute("href");
    await act(ana.page, "三个文件", "recall");
    await ana.page.getByRole("dialog").getByRole("button", { name: word("conversation.act_recall"), exact: true }).click();
    await expect(bo.page.locator(".files-look")).toHaveCount(0);
    expect((await bo.page.request.get(link ?? "")).status()).toBe(404);
  });
  for (const person of [ana, bo]) expect(person.mistakes).toEqual([]);
  for (const id of ["YZJ-025", "DB-024"]) proved(id, ["file.begin", "file.append", "file.get", "message.send"]);
});

test("an upload goes on by itself after the house died", async ({ arrive, house }) => {
  const [ana, bo] = await colleagues(arrive, ["李安娜", desk], ["王波", desk]);
  await begin(ana, [bo]);
  await bo.page.goto(`/chats/${idOf(ana.page)}`);
  const large = kept("录像.zip", noise(12 << 20, 5));
  let parts = 0;
  await ana.page.route(/\/files\/file_/, async (route) => {
    parts += route.request().method() === "PATCH" ? 1 : 0;
    // The plug is pulled while the fourth part is on its way.
    if (parts === 4 && route.request().method() === "PATCH") await house.kill();
    await route.continue();
  });
  await choose(ana, "file", large);
  await send(ana);
  await expect(ana.page.locator('.tray-item[data-state="waiting"]')).toBeVisible();
  await house.open();
  expect(sum(await downloaded(bo.page, "录像.zip"))).toBe(sum(readFileSync(large)));
  expect(parts).toBeGreaterThan(11);
  expect(parts).toBeLessThan(20);
});

/** Counts what a page asks of microphone and camera, and whether a person had just touched it. */
async function watched(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const seen: { asked: { audio: boolean; video: boolean; tapped: boolean }[]; live: MediaStreamTrack[] } = { asked: [], live: [] };
    Object.assign(globalThis, { __senses: seen });
    let tapped = -Infinity;
    const tap = (event: Event) => {
      if (event.isTrusted) tapped = performance.now();
    };
    for (const kind of ["click", "keydown"]) addEventListener(kind, tap, true);
    const own = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (wish) => {
      seen.asked.push({ audio: Boolean(wish?.audio), video: Boolean(wish?.video), tapped: performance.now() - tapped < 1_000 });
      const stream = await own(wish);
      seen.live.push(...stream.getTracks());
      return stream;
    };
  });
}

type Senses = { asked: { audio: boolean; video: boolean; tapped: boolean }[]; live: number };

async function senses(page: Page): Promise<Senses> {
  return await page.evaluate(() => {
    const { asked, live } = (globalThis as unknown as { __senses: { asked: Senses["asked"]; live: MediaStreamTrack[] } }).__senses;
    return { asked, live: live.filter(({ readyState }) => readyState === "live").length };
  });
}

/** Speaks for a while, by the clock of the recording. */
async function recorded(page: Page): Promise<void> {
  await button(page, "files.record").click();
  await expect(page.getByRole("timer")).toHaveText("0:02");
}

test("the microphone is silent until it is tapped; a voice message says how long it is and is played (proves: YZJ-029, YZJ-030, DB-022)", async ({ arrive }) => {
  const [ana, bo] = await colleagues(arrive, ["李安娜", phone], ["王波", desk]);
  for (const person of [ana, bo]) {
    await watched(person.context);
    await person.page.reload();
  }
  await test.step("on the list, in a conversation, while nothing happens and in the background nothing is asked", async () => {
    await begin(ana, [bo]);
    await bo.page.goto("/chats");
    await open(bo, ana.name);
    await write(bo, "在吗");
    await expect(message(ana.page, "在吗")).toBeVisible();
    const other = await ana.context.newPage();
    await other.goto("/chats");
    await other.bringToFront();
    await write(bo, "还在吗");
    await ana.page.bringToFront();
    await expect(message(ana.page, "还在吗")).toBeVisible();
    await ana.page.getByLabel(word("conversation.write"), { exact: true }).click();
    await button(ana.page, "files.add").click();
    await ana.page.keyboard.press("Escape");
    for (const page of [ana.page, other, bo.page]) expect(await senses(page)).toEqual({ asked: [], live: 0 });
    await other.close();
  });

  await test.step("a tap records; Esc forgets it and lets the microphone go", async () => {
    await recorded(ana.page);
    await accessible(ana.page);
    expect(await senses(ana.page)).toEqual({ asked: [{ audio: true, video: false, tapped: true }], live: 1 });
    await ana.page.keyboard.press("Escape");
    await expect(ana.page.getByRole("timer")).toHaveCount(0);
    expect((await senses(ana.page)).live).toBe(0);
    await expect(ana.page.locator(".tray-item, .voice")).toHaveCount(0);
  });

  await test.step("what is said arrives with its length, and plays", async () => {
    await recorded(ana.page);
    await button(ana.page, "files.record_send").click();
    const voice = bo.page.locator(".voice");
    await expect(voice).toHaveCount(1);
    expect((await senses(ana.page)).live).toBe(0);
    await expect(voice).toHaveAccessibleName(new RegExp(word("files.voice", { span: "0:0[2-6]" })));
    expect(await voice.locator(".wave rect").count()).toBe(48);
    await recorded(ana.page);
    await button(ana.page, "files.record_send").click();
    await expect(voice).toHaveCount(2);
    await accessible(bo.page);
    const speed = voice.first().locator(".voice-speed");
    await speed.click();
    await expect(speed).toHaveText("1.5×");
    await speed.click();
    await expect(speed).toHaveText("2×");
    // The first, and by itself the next.
    await voice.first().locator(".voice-play").click();
    await expect.poll(async () => await voice.first().locator("audio").evaluate((sound) => (sound as HTMLAudioElement).played.length)).toBeGreaterThan(0);
    await expect.poll(async () => await voice.last().locator("audio").evaluate((sound) => (sound as HTMLAudioElement).played.length)).toBeGreaterThan(0);
    expect((await senses(bo.page)).asked).toEqual([]);
  });
  for (const person of [ana, bo]) expect(person.mistakes).toEqual([]);
  const drove = ["file.begin", "file.append", "file.get", "message.send"];
  for (const id of ["YZJ-029", "DB-022", "YZJ-030"]) proved(id, drove);
});

test("a photo and a clip are taken in the conversation and reach the other", async ({ arrive }) => {
  const [ana, bo] = await colleagues(arrive, ["李安娜", phone], ["王波", desk]);
  await watched(ana.context);
  await begin(ana, [bo]);
  await bo.page.goto(`/chats/${idOf(ana.page)}`);
  const camera = ana.page.getByRole("dialog", { name: word("files.camera") });
  const take = async () => {
    await button(ana.page, "files.add").click();
    await ana.page.getByRole("menuitem", { name: word("files.camera") }).click();
    await expect.poll(async () => await camera.locator("video").evaluate((screen) => (screen as HTMLVideoElement).videoWidth)).toBeGreaterThan(0);
  };
  await take();
  await accessible(ana.page);
  await button(camera, "files.camera_photo").click();
  await expect(camera.getByRole("img")).toBeVisible();
  await button(camera, "files.camera_use").click();
  await take();
  expect((await senses(ana.page)).asked.every(({ audio, tapped }) => !audio && tapped)).toBe(true);
  await button(camera, "files.camera_film").click();
  await button(camera, "files.camera_stop", { span: "0:02" }).click();
  await button(camera, "files.camera_use").click();
  await expect(ana.page.locator('.tray-item[data-state="done"]')).toHaveCount(2);
  expect((await senses(ana.page)).live).toBe(0);
  await send(ana);
  const looks = bo.page.locator(".files-look");
  await expect(looks).toHaveCount(2);
  await expect.poll(async () => await looks.locator("img").evaluateAll((all) => all.filter((one) => (one as HTMLImageElement).naturalWidth > 0).length)).toBe(2);
  await looks.last().click();
  const film = bo.page.getByRole("dialog", { name: word("files.viewer") }).locator("video");
  await expect.poll(async () => await film.evaluate((one) => (one as HTMLVideoElement).currentTime)).toBeGreaterThan(0.2);
  for (const person of [ana, bo]) expect(person.mistakes).toEqual([]);
});
