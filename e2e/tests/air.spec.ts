/** Doors that are near: over Bluetooth and by a spoken word, each device asked for when it is used and not before. */
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { Air, DoorBox, serviceOf } from "../kit/box";
import { button, together } from "../kit/chats";
import { addDoor, moveIn } from "../kit/homes";
import { House } from "../kit/house";
import { Person } from "../kit/person";
import { proved } from "../kit/proofs";
import { startMeeting } from "../kit/room";
import { accessible, desk, expect, phone, test } from "../kit/test";
import { word } from "../kit/words";

test.use({
  // Linux has Bluetooth for pages behind a switch.
  launchOptions: [async ({ launchOptions }, use) => use({ ...launchOptions, args: [...(launchOptions.args ?? []), "--enable-blink-features=WebBluetooth"] }), { scope: "worker" }],
});

/** A program that hears the same in every sound; that it hears what was said is tried where the real one runs. */
const EARS = `#!/usr/bin/env python3
import sys, struct
while True:
    for _ in range(2):
        head = sys.stdin.buffer.read(5)
        if len(head) < 5: sys.exit()
        sys.stdin.buffer.read(struct.unpack(">I", head[1:])[0])
    said = "打开南门。".encode()
    sys.stdout.buffer.write(b"w" + struct.pack(">I", len(said)) + said)
    sys.stdout.buffer.flush()
`;

/** Writes down every moment in which a page asks for something of the device, and on which page. */
async function watched(page: Page): Promise<string[]> {
  const asked: string[] = [];
  await page.exposeFunction("courtyardAsked", (what: string) => void asked.push(what));
  await page.addInitScript(() => {
    const tell = (what: string) => void (window as unknown as { courtyardAsked: (what: string) => void }).courtyardAsked(`${what} ${location.pathname.split("/")[1]}`);
    const watch = <Of extends object>(of: Of | undefined, name: keyof Of, what: (wish: never) => string) => {
      const real = of?.[name] as ((...wishes: never[]) => unknown) | undefined;
      if (!of || !real) return;
      Object.defineProperty(of, name, {
        configurable: true,
        value(this: Of, ...wishes: never[]) {
          tell(what(wishes[0]!));
          return real.apply(this, wishes);
        },
      });
    };
    watch(globalThis.MediaDevices?.prototype, "getUserMedia", ({ audio, video }: { audio?: unknown; video?: unknown }) => [audio && "microphone", video && "camera"].filter(Boolean).join(" "));
    watch(globalThis.Geolocation?.prototype, "getCurrentPosition", () => "location");
    watch(globalThis.Geolocation?.prototype, "watchPosition", () => "location");
    watch(globalThis.Notification, "requestPermission", () => "notifications");
    const bluetooth = (navigator as { bluetooth?: { requestDevice: () => unknown } }).bluetooth;
    watch(bluetooth && (Object.getPrototypeOf(bluetooth) as { requestDevice: () => unknown }), "requestDevice", () => "bluetooth");
    watch(HTMLInputElement.prototype, "click", () => "storage");
    // Chromium on a desk has no contacts to choose from; a phone has.
    Object.defineProperty(navigator, "contacts", { value: { select: async () => (tell("contacts"), []), getProperties: async () => ["tel"] } });
  });
  return asked;
}

test("a phone lists the doors that are near and its own, opens one by Bluetooth once and by a word, and asks for each device when it is used (proves: AJ-032, AJ-075, AJ-076)", async ({ browser }) => {
  const boxes: DoorBox[] = [];
  const people: Person[] = [];
  const house = await House.start();
  const ears = join(house.data, "ears");
  writeFileSync(ears, EARS);
  chmodSync(ears, 0o755);
  await house.again({ COURTYARD_SPEECH__PROGRAM: ears, COURTYARD_SPEECH__MODEL: ears });
  try {
    const [wang, ana] = [await Person.arrive(browser, house, "王物业", desk), await Person.arrive(browser, house, "李安娜", phone)];
    people.push(wang, ana);
    const { page } = ana;
    const asked = await watched(page);
    for (const one of [wang, ana]) await one.signUp();
    const org = await together([wang]);
    await moveIn(wang.page, org, ana);
    await addDoor(wang.page, "南门");
    const headers = { "X-Courtyard": "1" };
    const plan = (await (await wang.page.request.get(`/api/v1/orgs/${org}/community`)).json()) as { doors: { id: string; name: string }[] };
    const south = plan.doors.find(({ name }) => name === "南门")!.id;
    const box = new DoorBox(house);
    boxes.push(box);
    await box.pair(async (code) => expect((await wang.page.request.post(`/api/v1/orgs/${org}/doors/${south}/agent`, { headers, data: { code } })).ok()).toBe(true));

    await test.step("the nine permissions stand in nine rows, those that are asked are those that the client may ask for", async () => {
      await page.goto("/me/permissions");
      const rows = page.getByRole("main").locator("li[data-permission]");
      await expect(rows).toHaveCount(9);
      await accessible(page);
      await ana.picture("permissions-nine");
      const list = (await (await page.request.get("/api/v1/policy/permissions?lang=zh-CN")).json()) as { rows: { permission: string; purpose_title: string }[] };
      const named = new Set(list.rows.map(({ permission }) => permission));
      const parts: Record<string, string[]> = { storage: ["pictures", "files"] };
      for (const row of await rows.all()) {
        const name = (await row.getAttribute("data-permission"))!;
        const of = list.rows.filter(({ permission }) => (parts[name] ?? [name]).includes(permission));
        await expect(row).toContainText(word(of.length > 0 ? "nine.asked" : "nine.never"));
        for (const { purpose_title } of of) await expect(row).toContainText(purpose_title);
      }
      // What the page as it was served may ask for at all, by the browser's own names.
      const manifest = (await page.request.get("/")).headers()["permissions-policy"] ?? "";
      const names: Record<string, string> = { geolocation: "location", "display-capture": "screen", "publickey-credentials-get": "authenticator" };
      const may = manifest.split(",").map((one) => one.trim().split("=")[0]!).map((one) => names[one] ?? one);
      expect(may.filter((one) => !named.has(one))).toEqual([]);
      expect(["camera", "microphone", "location", "bluetooth", "screen", "authenticator"].filter((one) => named.has(one) && !may.includes(one))).toEqual([]);
      await page.goto("/policy/permissions");
      await expect(page.locator("li[data-permission]")).toHaveCount(9);
      await page.setViewportSize(desk);
      await ana.picture("permissions-nine-desk");
      await page.setViewportSize(phone);
    });

    const before: string[] = [];
    /** A device may be tried twice in a row for one press. */
    const distinct = () => asked.filter((one, at) => one !== asked[at - 1]);
    /** What was asked for since then is this and nothing else. */
    const next = async (...what: string[]) => {
      before.push(...what);
      await expect.poll(distinct).toEqual(before);
    };

    await test.step("nothing was asked for on all these pages; files, contacts, camera and place are, each by its own button", async () => {
      for (const path of ["/home", "/me", "/settings", "/notices", "/homes", "/contacts"]) {
        await page.goto(path);
        await expect(page.getByRole("heading").first()).toBeVisible();
      }
      await button(page, "contacts.part_add").first().click();
      await button(page, "contacts.book_share").click();
      await button(page, "contacts.book_yes").click();
      await expect(button(page, "contacts.book_pick")).toBeVisible();
      expect(asked).toEqual([]);
      const chooser = page.waitForEvent("filechooser");
      await button(page, "contacts.book_file").click();
      await chooser;
      await next("storage contacts");
      await button(page, "contacts.book_pick").click();
      await next("contacts contacts");
      await startMeeting(ana);
      const camera = page.getByRole("button", { name: word("green.camera_on"), exact: true });
      await expect(camera).toBeVisible();
      expect(distinct()).toEqual(before);
      await camera.click();
      await next("camera m");
      await page.goto("/homes");
      await button(page, "homes.apply").click();
      await expect(button(page, "homes.near")).toBeVisible();
      expect(distinct()).toEqual(before);
      await button(page, "homes.near").click();
      await next("location homes");
    });

    const doors = page.locator("section", { has: page.getByRole("heading", { name: word("air.title") }) });
    const air = await Air.about(browser, page);
    await test.step("beside her door and a stranger's the browser lists hers alone; it opens once", async () => {
      await page.goto("/homes");
      await page.getByRole("link", { name: word("homes.doors"), exact: true }).click();
      await expect(button(doors, "air.look")).toBeVisible();
      expect(distinct()).toEqual(before);
      await accessible(page);
      await ana.picture("air-before");
      const home = new URL(page.url()).pathname.split("/").at(-1)!;
      const code = (await (await page.request.post(`/api/v1/homes/${home}/code`, { headers, data: {} })).json()) as { doors: { number: string; name: string }[] };
      await air.hears("0A:00:00:00:00:01", "3f2a5c1e-0000-4000-8000-00000000beef");
      await air.hears("0A:00:00:00:00:02", serviceOf(code.doors.find(({ name }) => name === "南门")!.number), box);
      await button(doors, "air.look").click();
      await expect(page.getByText(word("passes.opened", { door: "南门" }))).toBeVisible();
      expect(air.listed).toEqual([["0A:00:00:00:00:02"]]);
      await next("bluetooth homes");
      await expect.poll(() => box.clicks()).toBe(1);
      await accessible(page);
      await ana.picture("air-opened");
      // What the page wrote opens nothing a second time.
      expect(await air.again("0A:00:00:00:00:02", air.written[0]!)).toBe("shut forged");
    });

    await test.step("the door stays in the list of the page, and opens again without a network", async () => {
      await page.context().setOffline(true);
      await button(doors, "air.hold_of", { door: "南门" }).click({ delay: 1_200 });
      await expect.poll(() => box.clicks()).toBe(2);
      await page.context().setOffline(false);
      expect(air.listed).toHaveLength(1);
      expect(new Set(air.written).size).toBe(2);
    });

    await test.step("the microphone is asked for while the button of spoken words is held, and the word opens", async () => {
      expect(distinct()).toEqual(before);
      await button(page, "air.say_hold").click({ delay: 1_500 });
      await expect.poll(() => box.clicks()).toBe(3);
      await next("microphone homes");
      const say = page.locator("section", { has: page.getByRole("heading", { name: word("air.say_title") }) });
      await expect(say.getByText(word("passes.opened", { door: "南门" }))).toBeVisible();
      await accessible(page);
      await ana.picture("air-said");
      await page.setViewportSize(desk);
      await ana.picture("air-said-desk");
    });

    await air.end();
    expect(people.flatMap(({ mistakes }) => mistakes)).toEqual([]);
    proved("AJ-032", ["pass.code", "door.pair"]);
    proved("AJ-075", ["policy.permissions"]);
    proved("AJ-076", ["pass.code", "door.say"]);
  } finally {
    for (const one of boxes) one.stop();
    for (const person of people) await person.leave();
    await house.stop();
  }
});
