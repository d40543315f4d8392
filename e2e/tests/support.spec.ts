/** A thread with pictures and sound, by the page of whoever asks and by the desk. */
import { deflateSync } from "node:zlib";
import { keeperOf, keeps, press } from "../kit/desk";
import { House } from "../kit/house";
import { Person } from "../kit/person";
import { accessible, desk, expect, phone, test } from "../kit/test";
import { word } from "../kit/words";

/** A picture of one colour that a browser can decode. */
function png(side: number): Buffer {
  const table = Array.from({ length: 256 }, (_, n) => {
    let c = n;
    for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    return c >>> 0;
  });
  const sum = (bytes: Buffer) => (bytes.reduce((crc, byte) => (table[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0;
  const word32 = (n: number) => {
    const out = Buffer.alloc(4);
    out.writeUInt32BE(n >>> 0);
    return out;
  };
  const chunk = (name: string, body: Buffer) => {
    const named = Buffer.concat([Buffer.from(name), body]);
    return Buffer.concat([word32(body.length), named, word32(sum(named))]);
  };
  const head = Buffer.concat([word32(side), word32(side), Buffer.from([8, 2, 0, 0, 0])]);
  const rows = Buffer.concat(Array.from({ length: side }, () => Buffer.concat([Buffer.from([0]), Buffer.alloc(side * 3, 0x7a)])));
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

test("somebody attaches a picture and a voice clip, and an agent sees, hears and answers both", async ({ browser }) => {
  const house = await House.start({ keeper: keeperOf });
  const people: Person[] = [];
  try {
    const ana = await Person.arrive(browser, house, "李安娜", phone);
    people.push(ana);
    await ana.signUp("/home");
    const mine = ana.page;
    await mine.goto("/contact");
    await expect(mine.getByText(word("thread.way_phone"))).toBeVisible();
    await mine.getByLabel(word("contact.text"), { exact: true }).fill("门打不开，见照片和录音。");
    await press(mine, "contact.send");
    await press(mine, "contact.look");
    const chooses = mine.waitForEvent("filechooser");
    await press(mine, "thread.picture");
    await (await chooses).setFiles({ name: "door.png", mimeType: "image/png", buffer: png(64) });
    await expect(mine.getByRole("button", { name: word("thread.show"), exact: true })).toBeVisible();
    await press(mine, "thread.record");
    await mine.getByRole("button", { name: word("thread.stop", { seconds: 2 }), exact: true }).click();
    await expect(mine.getByRole("button", { name: word("thread.play"), exact: true })).toBeVisible();
    await accessible(mine);
    await ana.picture("thread-phone");

    const keeper = await keeps(browser, house);
    people.push(keeper);
    const { page } = keeper;
    await page.getByRole("tab", { name: word("desk.tickets"), exact: true }).click();
    await press(page, "desk.open");
    await press(page, "thread.show");
    const picture = page.getByRole("img", { name: word("thread.picture_alt"), exact: true });
    await expect.poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(64);
    await press(page, "thread.play");
    const plays = () => page.locator("audio").evaluate((sound) => (sound as HTMLAudioElement).currentTime);
    await expect.poll(plays).toBeGreaterThan(0);
    await accessible(page);
    await keeper.picture("thread-desk");
    await page.getByLabel(word("desk.answer"), { exact: true }).fill("已派人维修。");
    await page.getByRole("button", { name: word("desk.answer"), exact: true }).click();
    await mine.reload();
    await press(mine, "contact.look");
    await expect(mine.getByText("已派人维修。")).toBeVisible();

    await mine.goto("/me");
    await press(mine, "me.freeze_go");
    await mine.locator(".ant-popconfirm").getByRole("button", { name: word("me.freeze_go"), exact: true }).click();
    await mine.waitForURL(/\/unfreeze/);
    await accessible(mine);
    expect((await mine.request.get("/api/v1/me")).status()).toBe(401);
    await mine.getByLabel(word("unfreeze.phone"), { exact: true }).fill(ana.phone);
    await house.advance(61);
    await ana.askCode(() => press(mine, "unfreeze.send"));
    const code = mine.getByLabel(word("unfreeze.code"), { exact: true });
    await expect(code).toBeVisible();
    await code.fill(await house.codeFor(ana.phone));
    await press(mine, "unfreeze.go");
    await expect(mine.getByText(word("unfreeze.done"))).toBeVisible();
  } finally {
    for (const person of people) await person.leave();
    await house.stop();
  }
});
