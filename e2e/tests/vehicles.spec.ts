/** Vehicles of a home between real browsers, with a camera at the lane: an owner on a phone, the property at a desk. */
import { button, together } from "../kit/chats";
import { addDoor, field, HOME, moveIn } from "../kit/homes";
import { accessible, desk, expect, phone, test } from "../kit/test";
import { speak, word } from "../kit/words";

/** As a field for date and time takes it. */
const at = (hours: number) => {
  const moment = new Date(Date.now() + hours * 3_600_000);
  // As the clock of the page says it: it stands in Shanghai.
  return new Date(moment.getTime() + 8 * 3_600_000).toISOString().slice(0, 16);
};

test("a resident expects a visitor's vehicle, takes the visit into the calendar, and both see what came to the lane", async ({ arrive }) => {
  const [wang, ana] = [await arrive("王物业", desk), await arrive("李安娜", phone)];
  for (const one of [wang, ana]) await one.signUp();
  const org = await together([wang]);
  let camera = "";

  await test.step("the property enters a home, and a door with a camera and a barrier", async () => {
    await moveIn(wang.page, org, ana);
    await addDoor(wang.page, "南门");
    await wang.page.goto(`/homes/${org}/lanes`);
    await field(wang.page, "vehicles.lane_door").selectOption({ label: "南门" });
    await button(wang.page, "vehicles.lane_make").click();
    camera = (await wang.page.locator("code").first().textContent()) ?? "";
    await accessible(wang.page);
  });

  await test.step("she enters a visitor, and takes the visit along when she says so", async () => {
    await ana.page.reload();
    await ana.page.getByRole("link", { name: word("homes.vehicles"), exact: true }).click();
    await button(ana.page, "vehicles.add").click();
    await field(ana.page, "vehicles.kind").selectOption("visitor");
    await field(ana.page, "vehicles.plate").fill("京a·12345");
    await field(ana.page, "vehicles.until").fill(at(2));
    await accessible(ana.page);
    await ana.picture("vehicles-add");
    await ana.page.locator("form").getByRole("button", { name: word("vehicles.add"), exact: true }).click();
    await expect(ana.page.getByText("京A12345", { exact: true })).toBeVisible();
    await button(ana.page, "vehicles.calendar").click();
    const dialog = ana.page.getByRole("dialog");
    await expect(dialog.getByText(word("vehicles.calendar_ask", { plate: "京A12345" }))).toBeVisible();
    const download = ana.page.waitForEvent("download");
    await button(dialog, "vehicles.calendar_yes").click();
    expect((await download).suggestedFilename()).toBe("visit.ics");
  });

  await test.step("the camera reads it: both see it, the desk masked, and the whole with a reason", async () => {
    const said = await wang.page.request.post(camera, { data: { plate: "京A12345", direction: "in" } });
    expect(said.status()).toBe(200);
    await ana.page.reload();
    await expect(ana.page.getByText(word("vehicles.done_stuck"))).toBeVisible();
    await accessible(ana.page);
    await ana.picture("vehicles-mine");
    await button(wang.page, "vehicles.log_show").click();
    await expect(wang.page.getByText("京A****5", { exact: true })).toBeVisible();
    await button(wang.page, "vehicles.look").click();
    const dialog = wang.page.getByRole("dialog");
    await field(dialog, "vehicles.look_reason").fill("车位被占");
    await button(dialog, "vehicles.look_now").click();
    await expect(dialog.getByText("京A12345", { exact: true })).toBeVisible();
    await dialog.getByRole("button", { name: word("common.close"), exact: true }).click();
    await wang.picture("vehicles-desk");
    await wang.page.setViewportSize(phone);
    await wang.picture("vehicles-desk-phone");
    await wang.page.setViewportSize(desk);
  });

  await test.step("a lift stands at the desk, and at hers", async () => {
    await field(wang.page, "vehicles.lift_name").fill("东梯");
    await button(wang.page, "vehicles.lift_make").click();
    await expect(wang.page.getByText("东梯", { exact: true })).toBeVisible();
    await ana.page.reload();
    await expect(ana.page.getByText("东梯", { exact: true })).toBeVisible();
    await ana.picture("vehicles-lifts");
  });

  await test.step("in English, too", async () => {
    speak("en");
    await ana.page.evaluate(() => localStorage.setItem("courtyard.language", JSON.stringify("en")));
    await ana.page.reload();
    await expect(ana.page.getByRole("heading", { level: 1, name: word("vehicles.title", { number: HOME }) })).toBeVisible();
    await expect(ana.page.getByText("京A12345", { exact: true }).first()).toBeVisible();
    await ana.picture("vehicles-mine-en");
    speak("zh-CN");
  });
  expect([wang, ana].flatMap(({ mistakes }) => mistakes)).toEqual([]);
});
