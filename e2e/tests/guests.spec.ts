import { chromium } from "@playwright/test";
import config from "../playwright.config";
import { alive } from "../kit/media";
import { Person } from "../kit/person";
import { proved } from "../kit/proofs";
import { enter, press, seesAndHears, startMeeting } from "../kit/room";
import { expect, test } from "../kit/test";
import { word } from "../kit/words";

const both = { camera: true, microphone: true };

test("a guest needs no account, the record says who was there, and a locked door stays shut (proves: JJB-018, AJ-002)", async ({ arrive }) => {
  const host = await arrive("李安娜");
  await host.signUp();
  const number = await startMeeting(host);
  await enter(host, both);

  const guest = await arrive("过路人");
  await guest.page.goto("/");
  await guest.page.getByLabel(word("landing.number"), { exact: true }).fill(number);
  await guest.page.getByRole("button", { name: word("landing.join"), exact: true }).click();
  await enter(guest, both, true);
  for (const person of [host, guest]) await seesAndHears(person, 1);

  await host.page.getByRole("button", { name: new RegExp(word("room.participants")) }).click();
  await press(host, "lock");
  await expect(host.page.getByText(word("room.locked"))).toBeVisible();
  const late = await arrive("迟到的人");
  await late.page.goto(`/m/${number}`);
  await late.page.getByLabel(word("green.name"), { exact: true }).fill(late.name);
  await late.page.getByRole("button", { name: word("green.join"), exact: true }).click();
  await expect(late.page.getByRole("alert")).toBeVisible();

  await press(host, "mute_one", { name: guest.name });
  await expect(guest.page.getByText(word("room.muted_by_host"))).toBeVisible();
  await expect.poll(async () => (await alive(host.page)).sounding).toBe(false);

  await press(host, "leave");
  await press(host, "end_all");
  await expect(guest.page.getByText(word("room.ended"), { exact: true })).toBeVisible();

  await host.page.goto("/home");
  await host.page.getByRole("button", { name: word("meet.record"), exact: true }).first().click();
  for (const person of [host, guest]) {
    const row = host.page.getByRole("row", { name: new RegExp(person.name) });
    await expect(row).toContainText(/\d{1,2}:\d{2}.*\d{1,2}:\d{2}/);
  }
  await expect(host.page.getByRole("row", { name: new RegExp(late.name) })).toHaveCount(0);
  await host.picture("record-desk");
  proved("JJB-018", ["meeting.start", "meeting.join", "meeting.record"]);
  proved("AJ-002", ["meeting.find", "meeting.join"]);
});

test("who denies camera and microphone is told why nobody sees him, and is there all the same (proves: JJB-021)", async ({ arrive, house }) => {
  const host = await arrive("李安娜");
  await host.signUp();
  const number = await startMeeting(host);
  await enter(host, both);
  const seen = await arrive("王波");
  await seen.page.goto(`/m/${number}`);
  await enter(seen, both, true);
  await seesAndHears(host, 1);

  const flags = (config.use?.launchOptions?.args ?? []).map((flag) => flag.replace(/^--use-fake-ui-for-media-stream$/, "$&=deny"));
  const wary = await chromium.launch({ executablePath: "/usr/bin/chromium", args: flags });
  try {
    const guest = await Person.arrive(wary, house, "谨慎的人");
    await guest.page.goto(`/m/${number}`);
    await guest.page.getByLabel(word("green.name"), { exact: true }).fill(guest.name);
    for (const device of ["camera", "microphone"]) {
      await guest.page.getByRole("button", { name: word(`green.${device}_on`), exact: true }).click();
      await expect(guest.page.getByText(word(`green.denied_${device}`))).toBeVisible();
    }
    await guest.picture("denied-desk");
    await enter(guest, { camera: false, microphone: false });
    await seesAndHears(guest, 2);
    await seesAndHears(host, 1);
  } finally {
    await wary.close();
  }
  proved("JJB-021", ["meeting.start", "meeting.join"]);
});

test("a meeting of voices never asks for the camera (proves: YZJ-021)", async ({ arrive }) => {
  const people = [await arrive("李安娜"), await arrive("王波")] as const;
  const wanted: string[] = [];
  for (const { context } of people) {
    await context.exposeFunction("wanted", (kinds: string) => wanted.push(kinds));
    await context.addInitScript(() => {
      const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      navigator.mediaDevices.getUserMedia = async (what) => {
        (window as unknown as { wanted: (kinds: string) => void }).wanted(what?.video ? "camera" : "microphone");
        return real(what);
      };
    });
  }
  const [host, guest] = people;
  await host.signUp();
  const number = await startMeeting(host);
  await enter(host, { camera: false, microphone: true });
  await guest.page.goto(`/m/${number}`);
  await enter(guest, { camera: false, microphone: true }, true);
  for (const person of people) await seesAndHears(person, 0);
  expect(new Set(wanted)).toEqual(new Set(["microphone"]));
  proved("YZJ-021", ["meeting.start", "meeting.join"]);
});
