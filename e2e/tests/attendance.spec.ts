/** Clocking in real browsers: a device answers whether it is within, what leaves it is yes or no, and a shell's lists stay on it. */
import type { Locator, Page } from "@playwright/test";
import { button, together } from "../kit/chats";
import { field } from "../kit/homes";
import type { Person } from "../kit/person";
import { proved } from "../kit/proofs";
import { accessible, desk, expect, part, phone, test } from "../kit/test";
import { word } from "../kit/words";

const HERE = { latitude: 31.23, longitude: 121.47 };
const WIFI = "aa:bb:cc:00:00:01";
/** What nobody listed. */
const FOREIGN = { address: "de:ad:be:ef:00:01", strength: -30 };
/** A zone in which it is about noon: which day a clocking is of, and what may be put right, does not hang on the hour of this run. */
const EAST = 12 - new Date().getUTCHours();
const NOON = EAST === 0 ? "UTC" : `Etc/GMT${EAST > 0 ? "-" : "+"}${Math.abs(EAST)}`;
test.use({ timezoneId: NOON });

const BEACONS = "aa:bb:cc:00:00:03 三楼\naa:bb:cc:00:00:04 四楼";

/** What a shell would hear, and what it knows of the programs on the device; it says of these only whether one feigns the place. */
async function shell(page: Page, sensed: readonly { address: string; strength: number }[], mock: boolean): Promise<void> {
  await page.addInitScript(
    ([heard, feigns]) => {
      const programs = ["com.lexa.fakegps", "com.example.notes"];
      const isFeigned = feigns && programs.some((one) => one.includes("fakegps"));
      const post = (text: string) => {
        if ((JSON.parse(text) as { kind: string }).kind !== "near") return;
        setTimeout(() => dispatchEvent(new CustomEvent("courtyard-near", { detail: JSON.stringify({ sensed: heard, mock: isFeigned }) })), 20);
      };
      Object.defineProperty(globalThis, "courtyardShell", { value: { version: 1, post } });
    },
    [sensed, mock] as const,
  );
}

/**
 * A device whose sensors feel this much: metres per second squared, degrees a second, and degrees by which it lies otherwise from
 * time to time. A page in a browser here has none of its own. Where it wants to be asked, it says nothing before it was, in a click.
 */
async function feels(page: Page, feeling: { shake: number; spin: number; turn: number; asks: boolean }): Promise<void> {
  await page.addInitScript(({ shake, spin, turn, asks }) => {
    const may = { devicemotion: !asks, deviceorientation: !asks };
    if (asks) {
      for (const [name, kind] of [["DeviceMotionEvent", "devicemotion"], ["DeviceOrientationEvent", "deviceorientation"]] as const) {
        const requestPermission = async () => {
          may[kind] = navigator.userActivation.isActive;
          return may[kind] ? "granted" : "denied";
        };
        Object.defineProperty(globalThis, name, { value: { requestPermission } });
      }
    }
    const some = (most: number) => most * (0.5 + Math.random() / 2);
    const felt = () => {
      const motion = { acceleration: { x: some(shake), y: 0, z: 0 }, rotationRate: { alpha: some(spin), beta: 0, gamma: 0 } };
      const pose = { alpha: 0, beta: Math.floor(Date.now() / 500) % 2 ? turn : 0, gamma: 0 };
      if (may.devicemotion) dispatchEvent(Object.assign(new Event("devicemotion"), motion));
      if (may.deviceorientation) dispatchEvent(Object.assign(new Event("deviceorientation"), pose));
    };
    setInterval(felt, 50);
  }, feeling);
}

/** The place walks north within the fence, until this stands on the page. */
async function walks(page: Page, until: Locator): Promise<void> {
  for (let step = 0; step < 40 && !(await until.isVisible()); step++) {
    await page.context().setGeolocation({ latitude: HERE.latitude + ((step - 10) * 6) / 111_200, longitude: HERE.longitude, accuracy: 1 });
    await new Promise((over) => setTimeout(over, 300));
  }
  await expect(until).toBeVisible();
}

/** What a page says before it is sealed for the house, and what it asks for; where it is sealed nobody could look inside. */
async function saidBy({ context, page }: Person): Promise<string[]> {
  const said: string[] = [];
  await context.exposeFunction("overhear", (text: string) => void said.push(text));
  await context.addInitScript(() => {
    const plain = JSON.stringify;
    const hear = (globalThis as unknown as { overhear(text: string): void }).overhear;
    JSON.stringify = ((...wish: Parameters<typeof plain>) => {
      const text = plain(...wish) as string | undefined;
      // What goes to the shell stays on the device; all that goes to the house as an answer is signed.
      if (text?.includes('"signature"')) hear(text);
      return text;
    }) as typeof plain;
  });
  context.on("request", (request) => void said.push(`${request.method()} ${request.url()} ${request.postData() ?? ""}`));
  await page.goto("/home");
  return said;
}

test("one clocks within the fence and near a beacon, and no coordinate, address or program leaves the device (proves: YZJ-033, DB-034, DB-035)", async ({ arrive }) => {
  const [wang, bo] = [await arrive("王经理", desk), await arrive("李博", phone)];
  for (const one of [wang, bo]) await one.signUp();
  const org = await together([wang, bo]);
  const [page, sent] = [bo.page, await saidBy(bo)];
  const clock = async () => page.getByRole("button", { name: word("attendance.clock"), exact: true }).click();
  const tab = async (at: Page, key: string) => part(at, `attendance.tab_${key}`);
  /** The same device with other surroundings: he clocks there, by this way where one is named. */
  const there = async (around: (at: Page) => Promise<void>, way: string, comes: (at: Page, before: number) => Promise<void>) => {
    const at = await page.context().newPage();
    await around(at);
    await at.goto(`/orgs/${org}/attendance`);
    await field(at, "attendance.way").selectOption(way);
    // Today's rows came with the ways.
    const before = await at.locator(".clocked li").count();
    await at.getByRole("button", { name: word("attendance.clock"), exact: true }).click();
    await comes(at, before);
    await at.close();
  };
  const says = (key: string) => async (at: Page) => expect(at.getByText(word(key), { exact: true })).toBeVisible();

  await test.step("those who run it add a shift and a group by the page", async () => {
    await wang.page.goto(`/orgs/${org}`);
    await wang.page.getByRole("link", { name: word("orgs.attendance"), exact: true }).click();
    await tab(wang.page, "set");
    await field(wang.page, "attendance.shift_name").fill("白班");
    await button(wang.page, "attendance.shift_make").click();
    await button(wang.page, "attendance.group_new").click();
    await field(wang.page, "attendance.group_name").fill("研发");
    await field(wang.page, "attendance.zone").fill(NOON);
    for (const way of ["beacon", "code", "wifi"]) await wang.page.getByRole("checkbox", { name: word(`attendance.way_${way}`), exact: true }).check();
    await field(wang.page, "attendance.site_name").fill("总部");
    await field(wang.page, "attendance.site_latitude").fill(String(HERE.latitude));
    await field(wang.page, "attendance.site_longitude").fill(String(HERE.longitude));
    await field(wang.page, "attendance.site_beacons").fill(BEACONS);
    await field(wang.page, "attendance.site_wifi").fill(WIFI);
    await wang.page.getByRole("group", { name: word("attendance.people"), exact: true }).getByRole("checkbox", { name: "李博" }).check();
    await accessible(wang.page);
    await wang.picture("attendance-set");
    await button(wang.page, "attendance.save").click();
    await expect(wang.page.getByText("研发", { exact: true })).toBeVisible();
  });

  await test.step("within the fence it counts, outside it is marked", async () => {
    await page.context().grantPermissions(["geolocation"]);
    await page.context().setGeolocation({ ...HERE, accuracy: 12 });
    await shell(page, [{ address: "AA:BB:CC:00:00:03", strength: -80 }, { address: "AA:BB:CC:00:00:04", strength: -55 }, FOREIGN], false);
    await page.goto(`/orgs/${org}/attendance`);
    await button(page, "attendance.key_make").click();
    await accessible(page);
    await bo.picture("attendance-clock");
    await clock();
    await expect(page.getByText(word("attendance.done"), { exact: true })).toBeVisible();
    await page.context().setGeolocation({ latitude: 31.25, longitude: 121.47, accuracy: 12 });
    await clock();
    await expect(page.getByText(word("attendance.done_outside"), { exact: true })).toBeVisible();
  });

  await test.step("near a beacon the right floor is said, however coarse the place", async () => {
    await page.context().setGeolocation({ ...HERE, accuracy: 5_000 });
    await field(page, "attendance.way").selectOption("place");
    await clock();
    await expect(page.getByText(word("attendance.unable_coarse"))).toBeVisible();
    await field(page, "attendance.way").selectOption("beacon");
    await clock();
    await expect(page.getByText("四楼")).toBeVisible();
    await bo.picture("attendance-clocked");
  });

  await test.step("another's beacon and another's network are outside, the listed network is not", async () => {
    await there((at) => shell(at, [FOREIGN], false), "beacon", says("attendance.done_outside"));
    await there((at) => shell(at, [FOREIGN], false), "wifi", says("attendance.done_outside"));
    await there((at) => shell(at, [FOREIGN, { address: WIFI, strength: -60 }], false), "wifi", says("attendance.done"));
  });

  await test.step("a shell that finds a feigning program says yes or no, and it is refused and flagged", async () => {
    await page.context().setGeolocation({ ...HERE, accuracy: 12 });
    const refused = async (at: Page) => expect(at.locator(".clocked li").filter({ hasText: word("attendance.verdict_refused") })).toHaveCount(1);
    await there((at) => shell(at, [], true), "place", refused);
  });

  await test.step("a place that travels while the device lies still is doubted, and one that is carried or turned is not", async () => {
    const doubted = (times: number) => async (at: Page, before: number) => {
      await walks(at, at.getByText(word("attendance.done"), { exact: true }));
      await expect(at.locator(".clocked li")).toHaveCount(before + 1);
      await expect(at.locator(".clocked li").filter({ hasText: word("attendance.doubt_motion") })).toHaveCount(times);
    };
    const lies = { shake: 0.05, spin: 0.5, turn: 2, asks: false };
    await there((at) => feels(at, { ...lies, shake: 3 }), "place", doubted(0));
    await there((at) => feels(at, { ...lies, spin: 40 }), "place", doubted(0));
    await there((at) => feels(at, { ...lies, turn: 40, asks: true }), "place", doubted(0));
    // A device that wants to be asked, and was not, feels nothing: it would never be doubted.
    await there((at) => feels(at, { ...lies, asks: true }), "place", doubted(1));
  });

  await test.step("the screen's code leads a phone to the page", async () => {
    await wang.page.reload();
    await tab(wang.page, "set");
    await button(wang.page, "attendance.screen_make").click();
    const link = (await wang.page.locator('a[href^="/screen#"]').getAttribute("href")) ?? "";
    const board = await wang.page.context().newPage();
    const shown = board.waitForResponse((response) => response.url().endsWith("/attendance/screen"));
    await board.goto(link);
    const { code } = (await (await shown).json()) as { code: string };
    await expect(board.getByRole("img", { name: word("attendance.screen_code") })).toBeVisible();
    await accessible(board);
    await page.goto("about:blank");
    await page.goto(`/orgs/${org}/attendance#${code}`);
    await clock();
    await expect(page.getByText(word("attendance.done"), { exact: true })).toBeVisible();
    await board.close();
  });

  await test.step("he asks for what he forgot, she grants it and sees the day and the month", async () => {
    await tab(page, "month");
    await field(page, "attendance.time").fill("09:00");
    await field(page, "attendance.reason").fill("忘记打卡");
    await accessible(page);
    await bo.picture("attendance-month");
    await button(page, "attendance.ask").click();
    await expect(page.getByText(word("attendance.state_waiting"), { exact: true })).toBeVisible();
    await wang.page.reload();
    await tab(wang.page, "group");
    await button(wang.page, "attendance.grant").click();
    await expect(wang.page.getByRole("rowheader", { name: "李博" })).toBeVisible();
    await expect(wang.page.getByText(word("attendance.doubt_mock"))).toBeVisible();
    await expect(wang.page.getByText(word("attendance.doubt_motion"))).toBeVisible();
    await accessible(wang.page);
    await button(wang.page, "attendance.field_show").click();
    await expect(wang.page.getByText(word("attendance.field_nobody"), { exact: true })).toBeVisible();
    await wang.picture("attendance-group");
  });

  expect(sent.filter((one) => one.includes('"signature"')).length, "what is said was overheard").toBeGreaterThanOrEqual(5);
  // The instant of a challenge is the house's own, and may read like a coordinate.
  const bare = sent.map((one) => one.replaceAll(/\\?"at\\?":\s*\\?"[^"\\]*\\?"/g, ""));
  expect(bare.filter((one) => /31\.2|121\.4|3123\d{4}|12147\d{4}|aa:bb:cc|de:ad:be|fakegps|example\.notes/i.test(one)), "nothing of the device left it").toEqual([]);
  expect([wang, bo].flatMap(({ mistakes }) => mistakes).filter((one) => !one.includes("403"))).toEqual([]);
  for (const id of ["YZJ-033", "DB-034", "DB-035"]) proved(id, ["attendance.punch"]);
});

test("who signs in from outside, after a yes of its own, is seen by whoever looks after the group once she asks to", async ({ arrive }) => {
  const [wang, bo] = [await arrive("王经理", desk), await arrive("李博", phone)];
  for (const one of [wang, bo]) await one.signUp();
  const org = await together([wang, bo]);
  await bo.context.grantPermissions(["geolocation"]);
  await bo.context.setGeolocation({ latitude: HERE.latitude + 0.01, longitude: HERE.longitude, accuracy: 8 });

  await wang.page.goto(`/orgs/${org}/attendance`);
  await part(wang.page, "attendance.tab_set");
  await field(wang.page, "attendance.shift_name").fill("白班");
  await button(wang.page, "attendance.shift_make").click();
  await button(wang.page, "attendance.group_new").click();
  await field(wang.page, "attendance.group_name").fill("外勤");
  await field(wang.page, "attendance.zone").fill(NOON);
  await wang.page.getByRole("checkbox", { name: word("attendance.way_field"), exact: true }).check();
  await field(wang.page, "attendance.site_name").fill("总部");
  await field(wang.page, "attendance.site_latitude").fill(String(HERE.latitude));
  await field(wang.page, "attendance.site_longitude").fill(String(HERE.longitude));
  await wang.page.getByRole("group", { name: word("attendance.people"), exact: true }).getByRole("checkbox", { name: "李博" }).check();
  await button(wang.page, "attendance.save").click();
  await expect(wang.page.getByText("外勤", { exact: true })).toBeVisible();

  await bo.page.goto(`/orgs/${org}/attendance`);
  await button(bo.page, "attendance.key_make").click();
  const asks = bo.page.getByRole("region", { name: word("attendance.field"), exact: true });
  await asks.getByRole("checkbox").first().check();
  await asks.getByRole("button", { name: word("data.give_of", { title: "外勤签到" }), exact: true }).click();
  await field(bo.page, "attendance.field_address").fill("客户园区");
  await field(bo.page, "attendance.field_note").fill("拜访客户");
  await accessible(bo.page);
  await button(bo.page, "attendance.field_send").click();
  await expect(bo.page.getByText(word("attendance.field_done"), { exact: true })).toBeVisible();
  // Without an address service the house says so, and keeps what it keeps.
  await expect(bo.page.getByText(word("attendance.field_no_geocoder"), { exact: true })).toBeVisible();
  await bo.picture("attendance-field");

  await wang.page.reload();
  await part(wang.page, "attendance.tab_group");
  await expect(wang.page.getByText(word("attendance.way_field"))).not.toHaveCount(0);
  for (const unseen of ["客户园区", "拜访客户"]) await expect(wang.page.getByText(unseen)).toHaveCount(0);
  await button(wang.page, "attendance.field_show").click();
  await expect(wang.page.getByText("客户园区", { exact: true })).toBeVisible();
  await expect(wang.page.getByText(`${word("attendance.field_far", { metres: 1112 })} · 拜访客户`)).toBeVisible();
  await accessible(wang.page);
  await wang.picture("attendance-fields");
  expect([wang, bo].flatMap(({ mistakes }) => mistakes)).toEqual([]);
});
