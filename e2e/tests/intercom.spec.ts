/** A visitor at a real door station, and whoever lives there in a real browser. */
import { button, together } from "../kit/chats";
import { addDoor, moveIn } from "../kit/homes";
import { House } from "../kit/house";
import { received } from "../kit/media";
import { Person } from "../kit/person";
import { proved } from "../kit/proofs";
import { type Account, Station } from "../kit/station";
import { accessible, desk, expect, phone, test } from "../kit/test";
import { word } from "../kit/words";

const PORT = 15_060;
const ours = { "X-Courtyard": "1" };

/** What her browser decoded of the visitor's picture, and how large it is on her page. */
async function seen({ page }: Person): Promise<{ frames: number; width: number }> {
  const width = await page.locator("video.door-picture").evaluateAll((all) => (all[0] as HTMLVideoElement | undefined)?.videoWidth ?? 0);
  return { frames: (await received(page)).frames, width };
}

test("a visitor at a station is seen before anybody answers, both hear one another, the door opens by a held button, and the desk is called (proves: AJ-013)", async ({ browser }) => {
  const station = Station.lay();
  test.skip(!station, "a station needs root, a network namespace and baresip");
  if (!station) return;
  const settings = { COURTYARD_SIP__UDP: `${Station.house}:${PORT}`, COURTYARD_SIP__MEDIA_FIRST: "21000", COURTYARD_SIP__MEDIA_LAST: "21099" };
  const house = await House.start({ settings });
  const people: Person[] = [];
  try {
    const wang = await Person.arrive(browser, house, "王物业", desk);
    const ana = await Person.arrive(browser, house, "李安娜", phone);
    people.push(wang, ana);
    for (const one of people) await one.signUp();
    const org = await together([wang]);
    await moveIn(wang.page, org, ana);
    await addDoor(wang.page, "东门");
    const plan = (await (await wang.page.request.get(`/api/v1/orgs/${org}/community`)).json()) as { doors: { id: string }[] };
    const entered = async (wish: Record<string, unknown>) => {
      const made = await wang.page.request.post(`/api/v1/orgs/${org}/stations`, { headers: ours, data: { ...wish, old: true } });
      expect(made.ok(), await made.text()).toBe(true);
      return (await made.json()) as Account;
    };
    const door = await entered({ name: "东门门口机", door: plan.doors[0]?.id, opens: "#" });
    // A phone of the desk is entered on the page, as an old device; what a community keeps of visitors stands there, too.
    await wang.page.goto(`/homes/${org}/stations`);
    await button(wang.page, "stations.add_title").click();
    const adds = wang.page.getByRole("dialog");
    await adds.getByLabel(word("stations.what"), { exact: true }).selectOption("desk");
    await adds.getByLabel(word("stations.name"), { exact: true }).fill("值班台");
    await adds.getByLabel(word("stations.old"), { exact: true }).check();
    await button(adds, "stations.add").click();
    await expect(adds.locator("dd code")).toHaveCount(3);
    const [account = "", password = "", realm = ""] = await adds.locator("dd code").allTextContents();
    await button(adds, "common.close").click();
    await expect(wang.page.getByText(word("stations.is_old"))).toHaveCount(2);
    for (const keeps of ["answering.keep_messages", "answering.keep_pictures"] as const) await wang.page.getByLabel(word(keeps), { exact: true }).check();
    await button(wang.page, "answering.keep_save").click();
    await expect(wang.page.getByText(word("answering.keep_saved"), { exact: true })).toBeVisible();
    await wang.picture("answering-desk");
    await station.start(PORT, door, { account, password, realm });

    station.dial("31502", PORT);
    await expect(ana.page.getByRole("alertdialog")).toBeVisible();
    // Nobody has answered: the page shows what the station films.
    await expect.poll(() => seen(ana)).toMatchObject({ width: 352 });
    const before = (await seen(ana)).frames;
    await expect.poll(async () => (await seen(ana)).frames).toBeGreaterThan(before + 5);
    await expect(button(ana.page, "intercom.answer")).toBeVisible();
    await ana.picture("intercom-rings");

    await button(ana.page, "intercom.answer").click();
    await station.until((one) => one.type === "CALL_ESTABLISHED", "the call is answered");
    await expect.poll(async () => (await received(ana.page)).energy, { message: "the tone of the station" }).toBeGreaterThan(0);
    await expect.poll(() => station.loudest(), { message: "what the resident says" }).toBeGreaterThan(500);

    await button(ana.page, "intercom.open").click({ delay: 1_200 });
    await station.until((one) => one.type === "CALL_DTMF_START" && one.param === "#", "the key that opens");
    await expect(ana.page.getByText(word("intercom.opened"), { exact: true })).toBeVisible();
    await ana.picture("intercom-opened");
    await button(ana.page, "intercom.hang_up").click();
    await station.until((one) => one.type === "CALL_CLOSED", "the call ends");
    await expect(ana.page.getByRole("alertdialog")).toHaveCount(0);

    await ana.page.goto("/homes");
    await button(ana.page, "homes.duty").click();
    const dialog = ana.page.getByRole("dialog");
    await expect(dialog.getByText(word("intercom.duty_speaks"), { exact: true })).toBeVisible();
    await expect.poll(async () => (await received(ana.page)).energy, { message: "the tone of the desk" }).toBeGreaterThan(0);
    await expect.poll(() => station.loudest(), { message: "what the desk hears" }).toBeGreaterThan(500);
    await accessible(ana.page);
    await ana.picture("intercom-duty");
    await button(dialog, "intercom.hang_up").click();
    await station.until((one) => one.type === "CALL_CLOSED", "the desk hears that she hung up");
    await expect(dialog).toHaveCount(0);

    // Refused with a sentence: the visitor hears it.
    station.dial("31502", PORT);
    await button(ana.page, "intercom.reply_soon").click();
    await station.until((one) => one.type === "CALL_ESTABLISHED", "the house speaks");
    await expect.poll(() => station.loudest(), { message: "the sentence" }).toBeGreaterThan(500);
    await station.until((one) => one.type === "CALL_CLOSED", "the house hangs up");

    // Nobody answers, and nobody is at the desk: he leaves a message, which she hears, and sees who it was.
    await button(wang.page, "stations.remove_of", { name: "值班台" }).click();
    await button(wang.page.getByRole("dialog"), "stations.remove").click();
    await expect(wang.page.getByRole("dialog")).toHaveCount(0);
    station.dial("31502", PORT);
    await expect.poll(() => seen(ana)).toMatchObject({ width: 352 });
    await house.advance(46);
    await station.until((one) => one.type === "CALL_ESTABLISHED", "the house asks for a message");
    await expect(ana.page.getByText(word("intercom.leaving", { number: "3-1-502" }), { exact: true })).toBeVisible();
    station.press("1");
    await station.heardOut();
    await ana.picture("answering-leaves");
    await accessible(ana.page);
    station.hangUp();
    await expect(ana.page.getByRole("alertdialog")).toHaveCount(0);
    await ana.page.goto("/homes");
    const home = ((await (await ana.page.request.get("/api/v1/me/intercom")).json()) as { homes: { home: string }[] }).homes[0]?.home;
    await ana.page.goto(`/homes/doors/${home}`);
    await expect(ana.page.getByText(word("answering.keeps_both"), { exact: true })).toBeVisible();
    await expect(ana.page.getByText(word("answering.fresh"), { exact: true })).toBeVisible();
    const calls = ana.page.getByRole("region", { name: word("answering.calls") });
    await calls.getByText(word("answering.see"), { exact: true }).click();
    const picture = calls.locator("video");
    await expect.poll(() => picture.evaluate((video: HTMLVideoElement) => [video.videoWidth, video.error?.message])).toEqual([352, undefined]);
    await ana.picture("answering-picture");
    await calls.getByRole("button").first().click();
    const said = calls.locator("audio");
    await expect.poll(() => said.evaluate((audio: HTMLAudioElement) => audio.duration)).toBeGreaterThan(0.4);
    await accessible(ana.page);
    await ana.picture("answering-message");
    expect([wang, ana].flatMap(({ mistakes }) => mistakes)).toEqual([]);
    proved("AJ-013", ["station.add", "intercom.watch", "intercom.answer", "intercom.open"]);
  } finally {
    for (const person of people) await person.leave();
    await house.stop();
    station.remove();
  }
});
