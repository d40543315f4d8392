/**
 * The pictures of the handbook and of the README, of the real thing. `COURTYARD_PICTURES=1` writes them to `docs/img`;
 * every other run writes the Chinese ones to `target` and so sees that they can still be taken.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "@playwright/test";
import { House, kept, root } from "../kit/house";
import { Person, type Size } from "../kit/person";
import { seesAndHears } from "../kit/room";
import { desk, expect, phone, test } from "../kit/test";
import { type Catalogue, catalogueOf } from "../kit/words";

const folder = process.env["COURTYARD_PICTURES"] ? join(root, "docs/img") : join(kept, "img");

/** Together they must not make a clone heavy. */
const PICTURES_BYTES_MAX = 1_500_000;

const casts = {
  "zh-CN": { host: "李安娜", others: ["王波", "陈晨"], guest: "过路人", title: "春季社区活动", org: "青砖社区服务有限公司", line: "海报初稿在这里，大家看看。", creator: "主任" },
  en: { host: "Anna Li", others: ["Bo Wang", "Chen Chen"], guest: "A visitor", title: "Spring fair", org: "Grey Brick Community Services", line: "Here is the first draft of the poster.", creator: "Manager" },
} as const;

type Language = keyof typeof casts;

const languages: readonly Language[] = process.env["COURTYARD_PICTURES"] ? ["zh-CN", "en"] : ["zh-CN"];

for (const language of languages) {
  const say = wordsOf(language);
  const shot = (page: Page, name: string, clip?: Clip) => picture(page, `${language}/${name}`, clip);
  const button = (page: Page, key: string, values: Record<string, string> = {}) => page.getByRole("button", { name: say(key, values), exact: true });

  test(`pictures of a meeting, in ${language}`, async ({ browser, house }) => {
    const cast = casts[language];
    const people: Person[] = [];
    const come = async (name: string, size: Size = desk) => {
      const person = await arrive(browser, house, name, size);
      people.push(person);
      return person;
    };
    try {
      const stranger = await come(cast.guest, phone);
      await speaking(stranger, language);
      await stranger.page.goto("/enter");
      await expect(button(stranger.page, "sign.agree")).toBeVisible();
      await shot(stranger.page, "consent");

      const host = await come(cast.host);
      await host.signUp();
      await speaking(host, language);
      const { page } = host;
      await page.goto("/home");
      await button(page, "meet.more").click();
      await page.getByLabel(say("meet.title"), { exact: true }).fill(cast.title);
      await shot(page, "home");
      await button(page, "meet.start").click();
      await page.waitForURL(/\/m\/\d{9}/);
      const path = new URL(page.url()).pathname;

      await goIn(host, say);
      const [second, third] = [await come(cast.others[0]), await come(cast.others[1])];
      for (const other of [second, third]) {
        await other.signUp(path);
        await speaking(other, language);
        await other.page.goto(path);
        await goIn(other, say);
      }
      for (const person of [host, second, third]) await seesAndHears(person, 2, 60_000);
      if (language === "zh-CN") await picture(page, "meeting");

      await stranger.page.goto(path);
      await stranger.page.getByLabel(say("green.name"), { exact: true }).fill(cast.guest);
      await button(stranger.page, "green.camera_on").click();
      await expect(button(stranger.page, "green.camera_off")).toBeVisible();
      await shot(stranger.page, "guest");

      await page.getByRole("button", { name: new RegExp(`^${say("room.chat")}`) }).click();
      const writing = second.page.getByLabel(say("chat.write"));
      await second.page.getByRole("button", { name: new RegExp(`^${say("room.chat")}`) }).click();
      await expect(writing).toBeEnabled();
      await writing.fill(cast.line);
      await button(second.page, "chat.send").click();
      await expect(page.getByText(cast.line)).toBeVisible();
      await shot(page, "chat", beside);

      await page.getByRole("button", { name: new RegExp(`^${say("room.participants")}`) }).click();
      await expect(button(page, "room.remove_one", { name: cast.others[0] })).toBeVisible();
      await shot(page, "host", beside);
      for (const person of people) expect(person.mistakes).toEqual([]);
    } finally {
      for (const person of people) await person.leave();
    }
  });

  test(`pictures of a person's own pages, in ${language}`, async ({ browser, house }) => {
    const cast = casts[language];
    const ana = await arrive(browser, house, cast.host, desk);
    try {
      await ana.signUp();
      await speaking(ana, language);
      const { page } = ana;
      await page.goto("/orgs");
      await button(page, "orgs.create").click();
      await page.getByLabel(say("orgs.creator_name"), { exact: true }).fill(cast.host);
      await page.getByLabel(new RegExp(`^${say("orgs.position")}`)).fill(cast.creator);
      await page.getByLabel(say("orgs.legal_name"), { exact: true }).fill(cast.org);
      await page.getByLabel(say("orgs.credit_code"), { exact: true }).fill("91350100M000100Y43");
      await button(page, "orgs.create_go").click();
      await expect(page.getByRole("heading", { level: 1, name: cast.org })).toBeVisible();
      await expect(page.getByRole("row", { name: new RegExp(cast.host) })).toBeVisible();
      await shot(page, "organisation");
      await page.goto("/me");
      await expect(page.getByText(say("me.devices")).first()).toBeVisible();
      await shot(page, "me");
      await page.goto("/data");
      await expect(page.getByText("****").first()).toBeVisible();
      await shot(page, "data");
      expect(ana.mistakes).toEqual([]);
    } finally {
      await ana.leave();
    }
  });
}

test("pictures of a keeper's first day", async ({ browser }) => {
  const house = await House.start({ real: true });
  try {
    await expect.poll(() => house.said).toMatch(/\/setup\?\S+/);
    const link = /https?:\/\/\S+(\/setup\?\S+)/.exec(house.said)?.[1] ?? "";
    for (const language of languages) {
      const keeper = await arrive(browser, house, casts[language].host, { width: 960, height: 720 });
      await speaking(keeper, language);
      await keeper.page.goto(link);
      await expect(keeper.page.getByRole("heading", { name: wordsOf(language)("setup.house_title") })).toBeVisible();
      await picture(keeper.page, `${language}/setup`);
      await keeper.leave();
    }
  } finally {
    await house.stop();
  }
});

test("the page of settings says what the program says", () => {
  const binary = process.env["COURTYARD_BINARY"] ?? join(root, "target/xtask/courtyard");
  const says = execFileSync(binary, ["config", "show"], { encoding: "utf8" });
  const page = join(root, "docs/handbook/settings.md");
  const [before = "", , after = ""] = readFileSync(page, "utf8").split(/^```(?:toml)?\n/m);
  const fresh = `${before}\`\`\`toml\n${says}\`\`\`\n${after}`;
  if (process.env["COURTYARD_PICTURES"]) writeFileSync(page, fresh);
  expect(readFileSync(page, "utf8")).toBe(fresh);
});

test("the pictures are light", () => {
  const names = ["meeting", ...(["zh-CN", "en"] as const).flatMap((language) => ["consent", "home", "guest", "chat", "host", "organisation", "me", "data", "setup"].map((name) => `${language}/${name}`))];
  const bytes = names.map((name) => join(root, "docs/img", `${name}.png`)).reduce((sum, path) => sum + statSync(path).size, 0);
  expect(bytes).toBeLessThan(PICTURES_BYTES_MAX);
});

type Clip = { x: number; y: number; width: number; height: number };

/** Of a desk's window: what lies open beside the meeting. */
const beside: Clip = { x: 1084, y: 44, width: 356, height: 788 };

async function picture(page: Page, name: string, clip?: Clip): Promise<void> {
  const path = join(folder, `${name}.png`);
  mkdirSync(join(path, ".."), { recursive: true });
  if (existsSync(path)) rmSync(path);
  await page.screenshot({ path, animations: "disabled", ...(clip ? { clip } : {}) });
}

/** Somebody whose camera shows a drawing: a stranger's face has no place in a handbook. */
async function arrive(browser: Browser, house: House, name: string, size: Size): Promise<Person> {
  const person = await Person.arrive(browser, house, name, size);
  await person.context.addInitScript(drawnCamera, [...name].reduce((sum, sign) => sum + (sign.codePointAt(0) ?? 0), 0) % 4);
  return person;
}

async function speaking(person: Person, language: Language): Promise<void> {
  await person.context.addInitScript((chosen) => localStorage.setItem("courtyard.language", JSON.stringify(chosen)), language);
}

async function goIn({ page }: Person, say: (key: string) => string): Promise<void> {
  for (const device of ["camera", "microphone"]) {
    const on = page.getByRole("button", { name: say(`green.${device}_on`), exact: true });
    const off = page.getByRole("button", { name: say(`green.${device}_off`), exact: true });
    await expect(on.or(off)).toBeVisible();
    if (await on.isVisible()) await on.click();
    await expect(off).toBeVisible();
  }
  await page.getByRole("button", { name: say("green.join"), exact: true }).click();
  await expect(page.getByRole("button", { name: say("room.leave"), exact: true })).toBeVisible();
}

/** As `word` of the kit, in either language. */
function wordsOf(language: Language): (key: string, values?: Record<string, string>) => string {
  const catalogue = catalogueOf(language);
  return (key, values = {}) => {
    const nested = key.split(".").reduce<string | Catalogue | undefined>((at, part) => (typeof at === "object" ? at[part] : undefined), catalogue);
    const found = catalogue[key] ?? nested;
    if (typeof found !== "string") throw new Error(`the ${language} catalogue has no ${key}`);
    return found.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => values[name] ?? "");
  };
}

/** Runs in the page: the camera is a picture that is drawn ten times a second. Sound stays the browser's own. */
function drawnCamera(which: number): void {
  const looks = [
    { wall: "#C9BFAE", side: "#B6AA96", cloth: "#5E7C88", hair: "#2E2A28", skin: "#E7C3A3" },
    { wall: "#B9C4BF", side: "#A5B3AD", cloth: "#A45D4A", hair: "#3A2E26", skin: "#EBCBAE" },
    { wall: "#CFC6C0", side: "#BDB2AA", cloth: "#4F6B57", hair: "#1F1D1E", skin: "#DDB592" },
    { wall: "#BFC5CC", side: "#ABB3BD", cloth: "#7A6A8E", hair: "#4A3B30", skin: "#EAC7A8" },
  ];
  const look = looks[which % looks.length] as (typeof looks)[number];
  const real = navigator.mediaDevices?.getUserMedia?.bind(navigator.mediaDevices);
  if (!real) return;
  const drawn = (): MediaStreamTrack => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [1280, 720];
    const pen = canvas.getContext("2d") as CanvasRenderingContext2D;
    const blob = (color: string, x: number, y: number, rx: number, ry: number) => {
      pen.fillStyle = color;
      pen.beginPath();
      pen.ellipse(x, y, rx, ry, 0, 0, 2 * Math.PI);
      pen.fill();
    };
    let beat = 0;
    const draw = () => {
      beat += 1;
      const sway = 6 * Math.sin(beat / 9);
      pen.fillStyle = look.wall;
      pen.fillRect(0, 0, 1280, 720);
      pen.fillStyle = look.side;
      pen.fillRect(0, 560, 1280, 160);
      pen.fillStyle = "#F3EFE6";
      pen.fillRect(130, 90, 240, 300);
      pen.fillStyle = "#BFD3DA";
      pen.fillRect(146, 106, 100, 268);
      pen.fillRect(254, 106, 100, 268);
      for (const [x, y] of [[1010, 470], [1060, 430], [1110, 475]] as const) blob("#5F7F62", x, y, 44, 90);
      pen.fillStyle = "#8C5A44";
      pen.fillRect(1005, 540, 110, 90);
      blob(look.cloth, 640 + sway / 2, 790, 300, 290);
      pen.fillStyle = look.skin;
      pen.fillRect(590 + sway, 430, 100, 110);
      blob(look.hair, 640 + sway, 300, 158, 180);
      blob(look.skin, 640 + sway, 335, 128, 155);
      blob(look.hair, 640 + sway, 215, 132, 70);
      const blink = beat % 40 < 2 ? 2 : 11;
      blob("#2B2523", 592 + sway, 335, 10, blink);
      blob("#2B2523", 688 + sway, 335, 10, blink);
      blob("#A4574C", 640 + sway, 415, 34, 8 + 6 * Math.abs(Math.sin(beat / 5)));
    };
    draw();
    const timer = setInterval(draw, 100);
    const track = canvas.captureStream(10).getVideoTracks()[0] as MediaStreamTrack;
    const stop = track.stop.bind(track);
    track.stop = () => {
      clearInterval(timer);
      stop();
    };
    return track;
  };
  navigator.mediaDevices.getUserMedia = async (wish) => {
    if (!wish?.video) return real(wish);
    const sound = wish.audio ? (await real({ audio: wish.audio })).getAudioTracks() : [];
    return new MediaStream([drawn(), ...sound]);
  };
}
