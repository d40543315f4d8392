/** Calls between real browsers with cameras and microphones of their own: a desk, a phone, and a second device. */
import type { Page } from "@playwright/test";
import { begin, colleagues, write } from "../kit/chats";
import { proved } from "../kit/proofs";
import { seesAndHears } from "../kit/room";
import { accessible, desk, expect, phone, test } from "../kit/test";
import { word } from "../kit/words";

const idOf = (page: Page) => /conversation_[0-9a-f-]+/.exec(page.url())?.[0] ?? "";
const press = (page: Page, what: string) => page.getByRole("button", { name: word(`call.${what}`), exact: true }).click();
const rings = (page: Page, name: string, kind = "video") => page.getByRole("alertdialog", { name: word(`call.rings_${kind}`, { name }) });
const inCall = (page: Page, name: string) => page.getByRole("region", { name: word("call.with", { name }) });
const log = (page: Page) => page.getByRole("log");

test("a call rings on two devices, one answers, both hear and see, and it ends with its duration; another is declined (proves: DB-023)", async ({ arrive }) => {
  const [ana, bo] = await colleagues(arrive, ["李安娜", desk], ["王波", phone]);
  const tablet = await arrive("王波", desk);
  await tablet.signIn(bo.phone);
  await begin(ana, [bo]);
  await write(ana, "方便通话吗");
  const at = `/chats/${idOf(ana.page)}`;
  await bo.page.goto(at);
  await expect(log(bo.page).getByText("方便通话吗")).toBeVisible();

  await test.step("it rings on both devices, whatever page is open", async () => {
    await press(ana.page, "video");
    await expect(inCall(ana.page, bo.name).getByText(word("call.waiting"))).toBeVisible();
    for (const device of [bo, tablet]) await expect(rings(device.page, ana.name)).toBeVisible();
    await accessible(bo.page);
    await bo.picture("call-ringing-phone");
    await tablet.picture("call-ringing-desk");
  });
  await test.step("one answers, the other says so", async () => {
    await press(bo.page, "answer");
    await expect(inCall(bo.page, ana.name)).toBeVisible();
    await expect(rings(tablet.page, ana.name)).toHaveCount(0);
    await expect(tablet.page.getByText(word("call.elsewhere"))).toBeVisible();
    await tablet.picture("call-elsewhere");
  });
  await test.step("sound and pictures flow both ways", async () => {
    for (const person of [ana, bo]) await seesAndHears(person, 1);
    await accessible(ana.page);
    await ana.picture("call-desk");
    await bo.picture("call-phone");
  });
  await test.step("one hangs up, and it is over for both, with its duration", async () => {
    await press(bo.page, "leave");
    await expect(inCall(bo.page, ana.name)).toHaveCount(0);
    await expect(inCall(ana.page, bo.name).getByText(word("call.over_done"))).toBeVisible();
    const done = new RegExp(`^${word("call.entry_done", { kind: word("call.video"), time: "" })}\\d\\d:\\d\\d$`);
    for (const person of [ana, bo]) await expect(log(person.page).getByText(done)).toBeVisible();
    await expect(tablet.page.getByText(word("call.elsewhere"))).toHaveCount(0);
    await expect(inCall(ana.page, bo.name), "what became of it is read, and goes").toHaveCount(0, { timeout: 20_000 });
  });
  await test.step("a call that is declined shows as such", async () => {
    await press(ana.page, "voice");
    await expect(rings(bo.page, ana.name, "voice")).toBeVisible();
    await press(bo.page, "decline");
    await expect(inCall(ana.page, bo.name).getByText(word("call.over_declined"))).toBeVisible();
    const declined = word("call.entry_declined", { kind: word("call.voice") });
    for (const person of [ana, bo]) await expect(log(person.page).getByText(declined)).toBeVisible();
    await expect(rings(tablet.page, ana.name, "voice")).toHaveCount(0);
    await bo.picture("call-history");
  });
  for (const person of [ana, bo, tablet]) expect(person.mistakes).toEqual([]);
  proved("DB-023", ["call.start", "call.answer", "call.decline"]); // whoever falls out of the room has left, too
});
