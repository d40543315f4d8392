import { networkInterfaces } from "node:os";
import { farEnds } from "../kit/media";
import { proved } from "../kit/proofs";
import { enter, press, seesAndHears, startMeeting } from "../kit/room";
import { expect, test } from "../kit/test";
import { word } from "../kit/words";

const both = { camera: true, microphone: true };

test("the local network is asked for once, at the first meeting that one enters (proves: JJB-028)", async ({ arrive }) => {
  const ana = await arrive("李安娜");
  const posted: string[] = [];
  await ana.context.exposeFunction("posted", (text: string) => posted.push((JSON.parse(text) as { kind: string }).kind));
  await ana.context.addInitScript(() => {
    const { posted } = window as unknown as { posted: (text: string) => void };
    Object.assign(window, { courtyardShell: { version: 1, post: (text: string) => posted(text) } });
  });
  const asked = () => posted.filter((kind) => kind === "local-network").length;
  const connections = () => ana.page.evaluate(() => window.peers.length);

  await ana.signUp();
  const number = await startMeeting(ana);
  await expect(ana.page.getByRole("button", { name: word("green.join"), exact: true })).toBeVisible();
  expect([asked(), await connections()], "nothing of the local network is touched before").toEqual([0, 0]);
  await enter(ana, { camera: false, microphone: false });
  await expect.poll(connections).toBeGreaterThan(0);
  await expect.poll(asked).toBe(1);
  for (let times = 0; times < 2; times++) {
    await ana.page.goto(`/m/${number}`);
    await enter(ana, { camera: false, microphone: false });
    await expect.poll(connections).toBeGreaterThan(0);
    await expect.poll(() => posted.filter((kind) => kind === "awake").length, { message: "the shell is told of what follows" }).toBeGreaterThan(times + 1);
    expect(asked()).toBe(1);
  }
  proved("JJB-028", ["meeting.start", "meeting.join"]);
});

test("whoever meets, shares and invites asks nobody but this house (proves: HKT-081)", async ({ arrive }) => {
  const [ana, bo] = [await arrive("李安娜"), await arrive("王波")];
  await ana.signUp();
  const number = await startMeeting(ana);
  await enter(ana, both);
  await bo.page.goto(`/m/${number}`);
  await enter(bo, both, true);
  for (const person of [ana, bo]) await seesAndHears(person, 1);
  await ana.page.getByRole("button", { name: word("room.invite"), exact: true }).first().click();
  await press(ana, "screen_on");
  const go = ana.page.getByRole("button", { name: word("room.ask_go"), exact: true });
  await expect(go.or(ana.page.getByText(word("room.sharing_you")))).toBeVisible();
  if (await go.isVisible()) await go.click();
  await seesAndHears(bo, 2);

  const ours = new Set(Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address)));
  for (const person of [ana, bo]) {
    expect(person.asked.length, "what is asked is seen").toBeGreaterThan(20);
    expect(person.asked.some((address) => address.startsWith("ws")), "WebSockets, too").toBe(true);
    expect(person.strangers()).toEqual([]);
    const ends = await farEnds(person.page);
    expect(ends.length, "sound and pictures go somewhere").toBeGreaterThan(0);
    expect(ends.filter((address) => !ours.has(address)), "and nowhere but here").toEqual([]);
  }
  proved("HKT-081", ["meeting.start", "meeting.join"]);
});
