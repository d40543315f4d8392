/** Clocking by face in real browsers: the camera is fed with portraits that do as the page says, and with ones that do not. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { button, together } from "../kit/chats";
import { field } from "../kit/homes";
import { inEveryLook } from "../kit/look";
import { expect, part, test } from "../kit/test";
import { word } from "../kit/words";

const [nets = "", program = "", portraits = ""] = ["NETS", "PROGRAM", "PICTURES"].map((name) => process.env[`COURTYARD_TEST_EYES_${name}`]);
/** A zone in which it is about noon: of which day a clocking is does not hang on the hour of this run. */
const EAST = 12 - new Date().getUTCHours();
const NOON = EAST === 0 ? "UTC" : `Etc/GMT${EAST > 0 ? "-" : "+"}${Math.abs(EAST)}`;
test.use({ timezoneId: NOON });

const heads = ["ahead", "left", "right"] as const;
type Heads = Record<(typeof heads)[number], string>;

/** A head as a camera sees it, turned as a portrait on a cylinder with a nose is turned; to the left it is the mirror of the right. */
function drawn(of: string, head: (typeof heads)[number]): string {
  const folder = mkdtempSync(join(tmpdir(), "courtyard-head-"));
  const file = join(folder, "head.jpg");
  const bump = "exp(-((X-198)*(X-198)/800+(Y-152)*(Y-152)/450))";
  const at = `if(lt(abs(X-279),79.05),279+85*sin(asin((X+25.77*${bump}-279)/85)+0.7),X)`;
  const turned = `format=rgb24,geq=r='r(${at},Y)':g='g(${at},Y)':b='b(${at},Y)'`;
  const filter = { ahead: "null", right: turned, left: `${turned},hflip` }[head];
  const [wide, cut] = of === "biden.jpg" ? [480, "crop=300:225:60:30,scale=400:300"] : [512, "crop=400:300:80:20"];
  execFileSync("ffmpeg", ["-nostdin", "-v", "error", "-i", join(portraits, of), "-vf", `scale=${wide}:-2,${filter},${cut}`, "-frames:v", "1", "-q:v", "2", file]);
  const base64 = readFileSync(file).toString("base64");
  rmSync(folder, { recursive: true });
  return base64;
}

/** Somebody before the camera of a page: he does what it says, or, held as a photo is, nothing. A camera's own noise, over the face as well, makes no picture like another. */
async function stands(page: Page, who: Heads, does: "as told" | "nothing"): Promise<void> {
  await page.addInitScript(
    ({ all, obeys }) => {
      navigator.mediaDevices.getUserMedia = async () => {
        const canvas = Object.assign(document.createElement("canvas"), { width: 400, height: 300 });
        const pen = canvas.getContext("2d");
        const images = Object.fromEntries(Object.entries(all).map(([name, data]) => [name, Object.assign(new Image(), { src: `data:image/jpeg;base64,${data}` })]));
        await Promise.all(Object.values(images).map((image) => image.decode()));
        const draw = () => {
          const say = obeys ? (document.querySelector<HTMLElement>("[data-say]")?.dataset["say"] ?? "ahead") : "ahead";
          const image = images[say];
          if (!pen || !image) return;
          pen.drawImage(image, 0, 0);
          for (let spot = 0; spot < 40; spot++) {
            pen.fillStyle = `rgba(128, 128, 128, ${Math.random() / 4})`;
            pen.fillRect(Math.random() * 400, Math.random() * 300, 2, 2);
          }
        };
        draw();
        setInterval(draw, 60);
        return canvas.captureStream(20);
      };
    },
    { all: who, obeys: does === "as told" },
  );
}

/** How the house refuses, in both languages. */
const refused = {
  alone: /任何人都可以不提供人脸|nobody has to give his/,
  still: /没有看到您按要求转头|Your head did not turn/,
  other: /这不是您录入的人脸|This is not the face that you gave/,
};

/** Looking takes seconds, and more on a machine that does other things besides. */
const LOOKED = { timeout: 60_000 };

async function clocks(page: Page, org: string): Promise<void> {
  await page.goto(`/orgs/${org}/attendance`);
  await field(page, "attendance.way").selectOption("face");
  await button(page, "attendance.clock").click();
}

/** Somebody else, or his own photo that does nothing, before the camera of the device of whoever this page is. */
async function isRefused(page: Page, org: string, [who, does, why]: [Heads, "as told" | "nothing", RegExp]): Promise<void> {
  const at = await page.context().newPage();
  await stands(at, who, does);
  await clocks(at, org);
  await expect(at.getByText(why)).toBeVisible(LOOKED);
  await at.close();
}

/** Whoever runs the organisation makes a group that takes faces; the house does not let it take nothing besides. */
async function arranges(page: Page, person: string, seen: () => Promise<void>): Promise<void> {
  await part(page, "attendance.tab_set");
  await field(page, "attendance.shift_name").fill("A");
  await button(page, "attendance.shift_make").click();
  await button(page, "attendance.group_new").click();
  await field(page, "attendance.group_name").fill("R&D");
  await field(page, "attendance.zone").fill(NOON);
  const way = (key: string) => page.getByRole("checkbox", { name: word(`attendance.way_${key}`), exact: true });
  await way("place").uncheck();
  await way("face").check();
  await page.getByRole("group", { name: word("attendance.people"), exact: true }).getByRole("checkbox", { name: person }).check();
  await button(page, "attendance.save").click();
  await expect(page.getByText(refused.alone)).toBeVisible();
  await seen();
  await way("code").check();
  await button(page, "attendance.save").click();
  await expect(page.getByText("R&D", { exact: true })).toBeVisible();
}

const settings = (): Record<string, string> => ({ COURTYARD_FACES__NETS: nets, COURTYARD_FACES__PROGRAM: program });

inEveryLook(
  "one agrees, gives his face, clocks by it, and neither a photo nor somebody else does",
  async ({ come, look, seen }) => {
    test.skip(![nets, program, portraits].every((path) => path && existsSync(path)), "the nets of faces are not here");
    const [wang, bo] = [await come("Fang Wang"), await come("Bo Chen")];
    for (const one of [wang, bo]) await one.signUp();
    const org = await together([wang, bo]);
    const obama = Object.fromEntries(heads.map((head) => [head, drawn("obama.jpg", head)])) as Heads;
    const biden = Object.fromEntries(heads.map((head) => [head, drawn("biden.jpg", "ahead")])) as Heads;
    await wang.page.goto(`/orgs/${org}/attendance`);
    await arranges(wang.page, "Bo Chen", () => seen(wang, "face-set"));

    const { page } = bo;
    // Each look takes seconds of a processor: what is refused is tried in one language.
    const isThorough = look.language === "en";
    await stands(page, obama, "as told");
    await test.step("he agrees and gives his face", async () => {
      await page.goto(`/orgs/${org}/attendance`);
      await button(page, "attendance.key_make").click();
      await field(page, "attendance.way").selectOption("face");
      await expect(page.getByText(word("attendance.asks_face_first"), { exact: true })).toBeVisible();
      await seen(bo, "face-consent");
      const card = page.getByRole("region", { name: word("attendance.face"), exact: true });
      for (const box of await card.getByRole("checkbox").all()) await box.check();
      await card.getByRole("button", { name: word("data.give_of", { title: word("attendance.face") }), exact: true }).click();
      await expect(button(page, "attendance.face_give")).toBeVisible();
      await seen(bo, "face-none");
      await button(page, "attendance.face_give").click();
      await expect(page.locator('[data-say="left"], [data-say="right"]')).toBeVisible({ timeout: 20_000 });
      await bo.picture(`face-take-${look.language}-${look.size.width < 700 ? "phone" : "desk"}`);
      await expect(button(page, "attendance.face_again")).toBeVisible(LOOKED);
      await button(page, "attendance.face_show").click();
      await expect(page.getByRole("img", { name: word("attendance.face_photo") })).toBeVisible();
      await seen(bo, "face-given");
    });
    await test.step("he clocks by it, and neither his photo that is held still nor somebody else does", async () => {
      await clocks(page, org);
      await expect(page.getByText(word("attendance.done"), { exact: true })).toBeVisible(LOOKED);
      await seen(bo, "face-clocked");
      if (!isThorough) return;
      await isRefused(page, org, [obama, "nothing", refused.still]);
      await isRefused(page, org, [biden, "as told", refused.other]);
    });
    await test.step("whoever looks after the group sees what was tried, and how many gave a face", async () => {
      await wang.page.reload();
      await part(wang.page, "attendance.tab_group");
      if (isThorough) {
        await expect(wang.page.getByText(word("attendance.doubt_no-turn"))).toBeVisible();
        await expect(wang.page.getByText(word("attendance.doubt_other-face"))).toBeVisible();
      }
      await seen(wang, "face-noted");
      await part(wang.page, "attendance.tab_set");
      await expect(wang.page.getByText(word("attendance.faces_given", { count: 1 }), { exact: true })).toBeVisible();
      await seen(wang, "face-count");
    });
    await test.step("he takes it back", async () => {
      await page.reload();
      await button(page, "attendance.face_remove").click();
      await page.locator(".ant-popconfirm").getByRole("button", { name: word("common.remove"), exact: true }).click();
      await expect(button(page, "attendance.face_give")).toBeVisible();
    });
  },
  { settings },
);
