/** Devices of a home with a real broker, an owner on a phone; equipment, stations and the overview, at a property's desk. */
import { Broker, free, type Gateway } from "../kit/broker";
import { button, together } from "../kit/chats";
import { addDoor, field, HOME, moveIn } from "../kit/homes";
import { House } from "../kit/house";
import { Person } from "../kit/person";
import { accessible, desk, expect, phone, test } from "../kit/test";
import { speak, word } from "../kit/words";

/** What stands in the settings that the page shows for a gateway. */
function gatewayOf(settings: string): Gateway {
  const of = (key: string) => new RegExp(`^ *${key}: (.+)$`, "m").exec(settings)?.[1] ?? "";
  return { user: of("user"), password: of("password"), root: of("base_topic").replace(/z2m$/, "") };
}

async function adds(page: Person["page"], name: string): Promise<Gateway> {
  await button(page, "things.add").click();
  const dialog = page.getByRole("dialog");
  await field(dialog, "things.name").fill(name);
  await expect(async () => {
    // The house may still be on its way to its broker.
    const next = button(dialog, "things.add_next");
    if (await next.isVisible()) await next.click();
    await expect(dialog.locator("pre")).toBeVisible({ timeout: 2_000 });
  }).toPass();
  return gatewayOf((await dialog.locator("pre").textContent()) ?? "");
}

test("a resident adds a gateway and has her devices obey; the property sees its equipment, its intercom and how all fares", async ({ browser }) => {
  expect(Broker.isThere() || process.env["CI"] === undefined, "Mosquitto is not installed").toBe(true);
  test.skip(!Broker.isThere(), "Mosquitto is not installed");
  const broker = await Broker.start();
  const house = await House.start({ settings: { ...broker.settings, COURTYARD_THINGS__CAMERAS: "127.0.0.0/8", COURTYARD_SIP__UDP: `127.0.0.1:${await free()}` } });
  const [wang, ana] = [await Person.arrive(browser, house, "王物业", desk), await Person.arrive(browser, house, "李安娜", phone)];
  try {
    for (const one of [wang, ana]) await one.signUp();
    const org = await together([wang]);
    let gateway: Gateway = { user: "", password: "", root: "" };

    await test.step("she adds a gateway, enters what she is shown, and it shows itself", async () => {
      await moveIn(wang.page, org, ana);
      await ana.page.reload();
      await ana.page.getByRole("link", { name: word("homes.devices"), exact: true }).click();
      await expect(ana.page.getByText(word("things.none"))).toBeVisible();
      await ana.picture("things-none");
      gateway = await adds(ana.page, "客厅网关");
      const dialog = ana.page.getByRole("dialog");
      await accessible(ana.page);
      await ana.picture("things-add");
      broker.plays(gateway);
      await expect(dialog.getByText(/lamp/)).toBeVisible();
      await button(dialog, "things.done").click();
      await expect(ana.page.getByText(word("things.says_brightness", { percent: 50 }))).toBeVisible();
      await accessible(ana.page);
      await ana.picture("things-mine");
    });

    await test.step("a lamp obeys, and the page says so by itself; a touch unlocks nothing", async () => {
      const off = button(ana.page, "things.act_of", { act: word("things.act_off"), name: "lamp" });
      const lamp = await broker.hears(gateway, "z2m/lamp/set");
      await off.click();
      expect(await lamp.next).toBe('{"state":"OFF"}');
      broker.says(gateway, "z2m/lamp", '{"state":"OFF"}');
      await expect(button(ana.page, "things.act_of", { act: word("things.act_on"), name: "lamp" })).toBeVisible();
      const unlock = ana.page.getByRole("button", { name: new RegExp(`^${word("things.unlock")}`) });
      const lock = await broker.hears(gateway, "z2m/front_lock/set");
      await unlock.click();
      await unlock.click({ delay: 1_200 });
      expect(await lock.next).toBe("UNLOCK");
      await expect(ana.page.getByText(`front_lock_lock · ${word("things.act_unlock")}`, { exact: false })).toHaveCount(1);
      await ana.page.getByRole("button", { name: new RegExp(`^${word("things.code")}`) }).click();
      const dialog = ana.page.getByRole("dialog");
      await button(dialog, "things.code_make").click();
      await expect(dialog.getByText(/^\d{6}$/)).toBeVisible();
      await ana.picture("things-code");
      await button(dialog, "common.close").click();
    });

    await test.step("a scene gives two commands, a rule waits, and smoke is above all else", async () => {
      await button(ana.page, "things.scene_add").click();
      const dialog = ana.page.getByRole("dialog");
      await field(dialog, "things.plan_name").fill("离家");
      for (const name of ["lamp", "socket"]) {
        await field(dialog, "things.step_part").selectOption({ label: name });
        await field(dialog, "things.step_act").selectOption({ label: word("things.act_off") });
        await button(dialog, "things.step_add").click();
      }
      await accessible(ana.page);
      await ana.picture("things-scene");
      await button(dialog, "things.keep").click();
      const socket = await broker.hears(gateway, "z2m/socket/set");
      await button(ana.page, "things.play_of", { name: "离家" }).click();
      expect(await socket.next).toBe("OFF");
      await button(ana.page, "things.rule_add").click();
      await field(dialog, "things.plan_name").fill("有人时开灯");
      const motion = field(dialog, "things.when_part");
      await motion.selectOption((await motion.locator("option", { hasText: "hall_motion" }).first().getAttribute("value")) ?? "");
      await field(dialog, "things.step_part").selectOption({ label: "lamp" });
      await field(dialog, "things.step_act").selectOption({ label: word("things.act_on") });
      await button(dialog, "things.step_add").click();
      await ana.picture("things-rule");
      await button(dialog, "things.keep").click();
      await expect(button(ana.page, "things.switch_off_of", { name: "有人时开灯" })).toBeVisible();
      const on = await broker.hears(gateway, "z2m/lamp/set");
      broker.says(gateway, "z2m/hall_motion", '{"occupancy":true}');
      expect(await on.next).toBe('{"state":"ON"}');
      broker.says(gateway, "z2m/kitchen_smoke", '{"smoke":true}');
      await expect(ana.page.getByText(word("things.danger"))).toBeVisible();
      await ana.page.evaluate(() => scrollTo(0, 0));
      await ana.picture("things-danger");
      await ana.page.setViewportSize(desk);
      await ana.page.locator("#things-scenes").scrollIntoViewIfNeeded();
      await ana.picture("things-desk");
    });

    await test.step("a camera that is no bell's is added by its address and listed", async () => {
      await ana.page.setViewportSize(phone);
      await button(ana.page, "things.add").click();
      const dialog = ana.page.getByRole("dialog");
      await field(dialog, "things.software").selectOption("camera");
      await field(dialog, "things.name").fill("阳台摄像头");
      await field(dialog, "things.camera_at").fill("rtsp://10.1.2.3/stream");
      await button(dialog, "things.camera_set").click();
      await expect(dialog.getByRole("alert")).toBeVisible();
      await field(dialog, "things.camera_at").fill("rtsp://127.0.0.1/stream");
      await accessible(ana.page);
      await ana.picture("things-camera");
      await button(dialog, "things.camera_set").click();
      await expect(dialog).toBeHidden();
      await expect(ana.page.getByText("阳台摄像头").first()).toBeVisible();
    });

    await test.step("at the desk equipment and stations are added, and the overview says how they fare", async () => {
      const { page } = wang;
      await page.goto(`/homes/${org}`);
      await addDoor(page, "南门");
      await page.goto(`/homes/${org}/stations`);
      await button(page, "stations.add_title").click();
      const dialog = page.getByRole("dialog");
      await field(dialog, "stations.name").fill("南门口");
      await button(dialog, "stations.add").click();
      await expect(dialog.getByText(word("stations.once"))).toBeVisible();
      await accessible(page);
      await wang.picture("stations-once");
      await button(dialog, "common.close").click();
      await expect(page.getByText(word("stations.away"), { exact: true })).toBeVisible();
      await wang.picture("stations-desk");
      await page.goto(`/homes/${org}/equipment`);
      const board = await adds(page, "设备间");
      const config = { uniq_id: "fire", name: "fire", stat_t: `${board.root}fire`, dev_cla: "smoke", dev: { ids: "plant", name: "设备间" } };
      broker.says(board, "homeassistant/binary_sensor/plant/fire/config", JSON.stringify(config));
      await expect(button(page.getByRole("dialog"), "things.done")).toBeVisible();
      await button(page.getByRole("dialog"), "things.done").click();
      broker.says(board, "fire", "ON");
      await expect(page.getByText(word("things.danger"))).toBeVisible();
      await accessible(page);
      await wang.picture("equipment-desk");
      await page.goto(`/homes/${org}`);
      await expect(page.getByText(word("overview.equipment_alarm", { parts: "设备间 · fire" }))).toBeVisible();
      await expect(page.getByText(word("overview.stations", { there: 0, all: 1 }))).toBeVisible();
      await accessible(page);
      await wang.picture("overview-desk");
      await page.setViewportSize(phone);
      await wang.picture("overview-phone");
    });

    await test.step("in English, too; and another community's desk is nobody else's", async () => {
      speak("en");
      for (const { page } of [wang, ana]) await page.evaluate(() => localStorage.setItem("courtyard.language", JSON.stringify("en")));
      await ana.page.setViewportSize(phone);
      await ana.page.reload();
      await expect(ana.page.getByRole("heading", { level: 1, name: word("things.title", { number: HOME }) })).toBeVisible();
      await expect(ana.page.getByText(word("things.danger"))).toBeVisible();
      await ana.picture("things-mine-en");
      for (const [name, path, part] of [["overview", "", "overview.title"], ["stations", "/stations", "stations.doors"], ["equipment", "/equipment", "things.added"]] as const) {
        await wang.page.goto(`/homes/${org}${path}`);
        await expect(wang.page.getByRole("heading", { level: 2, name: word(part), exact: true })).toBeVisible();
        await wang.picture(`${name}-phone-en`);
      }
      await ana.page.goto(`/homes/${org}`);
      await expect(ana.page.getByRole("alert").first()).toBeVisible();
      await expect(ana.page.getByText("设备间")).toHaveCount(0);
    });
    expect([wang, ana].flatMap(({ mistakes }) => mistakes)).toEqual([]);
  } finally {
    speak("zh-CN");
    for (const one of [wang, ana]) await one.leave();
    await house.stop();
    broker.stop();
  }
});
