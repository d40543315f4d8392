/** Clocking by face in real browsers: the camera is fed with portraits that do as the page says, and with ones that do not. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { button, together } from "../kit/chats";
import { field } from "../kit/homes";
import { House } from "../kit/house";
import { Person } from "../kit/person";
import { accessible, desk, expect, part, phone, test } from "../kit/test";
import { word } from "../kit/words";

const [nets, program, portraits] = ["NETS", "PROGRAM", "PICTURES"].map((name) => process.env[`COURTYARD_TEST_EYES_${name}`] ?? "");
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
  execFileSync("ffmpeg", ["-nostdin", "-v", "error", "-i", join(portraits ?? "", of), "-vf", `scale=${wide}:-2,${filter},${cut}`, "-frames:v", "1", "-q:v", "2", file]);
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

/** How the house refuses. */
const refused = { face_alone: "任何人都可以不提供人脸", face_still: "没有看到您按要求转头", face_other: "这不是您录入的人脸" };

const says = async (page: Page, key: string) => expect(page.getByText(word(key), { exact: true })).toBeVisible({ timeout: 40_000 });

test("one agrees, gives his face, clocks by it, and neither a photo nor somebody else does", async ({ browser }) => {
  test.skip(![nets, program, portraits].every((path) => path && existsSync(path)), "the nets of faces are not here");
  test.setTimeout(240_000);
  const house = await House.start({ settings: { COURTYARD_FACES__NETS: nets ?? "", COURTYARD_FACES__PROGRAM: program ?? "" } });
  const people: Person[] = [];
  try {
    const [wang, bo] = [await Person.arrive(browser, house, "王经理", desk), await Person.arrive(browser, house, "李博", phone)];
    people.push(wang, bo);
    for (const one of people) await one.signUp();
    const org = await together([wang, bo]);
    const obama = Object.fromEntries(heads.map((head) => [head, drawn("obama.jpg", head)])) as Heads;
    const biden = Object.fromEntries(heads.map((head) => [head, drawn("biden.jpg", "ahead")])) as Heads;

    await test.step("those who run it choose faces, beside another way", async () => {
      await wang.page.goto(`/orgs/${org}/attendance`);
      await part(wang.page, "attendance.tab_set");
      await field(wang.page, "attendance.shift_name").fill("白班");
      await button(wang.page, "attendance.shift_make").click();
      await button(wang.page, "attendance.group_new").click();
      await field(wang.page, "attendance.group_name").fill("研发");
      const way = (key: string) => wang.page.getByRole("checkbox", { name: word(`attendance.way_${key}`), exact: true });
      await way("place").uncheck();
      await way("face").check();
      await wang.page.getByRole("group", { name: word("attendance.people"), exact: true }).getByRole("checkbox", { name: "李博" }).check();
      await button(wang.page, "attendance.save").click();
      await expect(wang.page.getByText(refused.face_alone)).toBeVisible();
      await way("code").check();
      await accessible(wang.page);
      await wang.picture("attendance-face-set");
      await button(wang.page, "attendance.save").click();
      await expect(wang.page.getByText("研发", { exact: true })).toBeVisible();
    });

    const { page } = bo;
    await stands(page, obama, "as told");
    await test.step("he agrees and gives his face", async () => {
      await page.goto(`/orgs/${org}/attendance`);
      await button(page, "attendance.key_make").click();
      await field(page, "attendance.way").selectOption("face");
      await says(page, "attendance.asks_face_first");
      await accessible(page);
      await bo.picture("attendance-face-consent");
      for (const box of await page.getByRole("checkbox").all()) await box.check();
      await page.getByRole("button", { name: new RegExp(word("data.give_of", { title: "" })) }).first().click();
      await button(page, "attendance.face_give").click();
      await expect(page.locator('[data-say="left"], [data-say="right"]')).toBeVisible({ timeout: 20_000 });
      await accessible(page);
      await bo.picture("attendance-face-take");
      await expect(button(page, "attendance.face_again")).toBeVisible({ timeout: 40_000 });
      await button(page, "attendance.face_show").click();
      await expect(page.getByRole("img", { name: word("attendance.face_photo") })).toBeVisible();
      await bo.picture("attendance-face-given");
    });

    const clock = async (at: Page) => {
      await at.goto(`/orgs/${org}/attendance`);
      await field(at, "attendance.way").selectOption("face");
      await at.getByRole("button", { name: word("attendance.clock"), exact: true }).click();
    };
    await test.step("he clocks by it", async () => {
      await clock(page);
      await says(page, "attendance.done");
    });
    await test.step("his photo that is held still and somebody else are refused, and noted", async () => {
      for (const [who, does, key] of [[obama, "nothing", "face_still"], [biden, "as told", "face_other"]] as const) {
        const at = await page.context().newPage();
        await stands(at, who, does);
        await clock(at);
        await expect(at.getByText(refused[key])).toBeVisible({ timeout: 40_000 });
        await at.close();
      }
      await wang.page.reload();
      await part(wang.page, "attendance.tab_group");
      await expect(wang.page.getByText(word("attendance.doubt_no-turn"))).toBeVisible();
      await expect(wang.page.getByText(word("attendance.doubt_other-face"))).toBeVisible();
      await wang.picture("attendance-face-noted");
    });
    await test.step("he takes it back, and clocks by face no longer", async () => {
      await page.reload();
      await button(page, "attendance.face_remove").click();
      await page.locator(".ant-popconfirm").getByRole("button", { name: word("common.remove"), exact: true }).click();
      await expect(button(page, "attendance.face_give")).toBeVisible();
    });
    expect(people.flatMap(({ mistakes }) => mistakes).filter((one) => !/403|422/.test(one))).toEqual([]);
  } finally {
    for (const one of people) await one.leave();
    await house.stop();
  }
});
