/** Pages of a community in every language and size: who is expected, the gate, letters, what doors and stations keep, telephones. */
import { button, together } from "../kit/chats";
import { addDoor, field, HOME, moveIn } from "../kit/homes";
import { inEveryLook, type Scene } from "../kit/look";
import type { Person } from "../kit/person";
import { expect } from "../kit/test";
import { word } from "../kit/words";

/** As a field for date and time takes it, by the clock of Shanghai. */
const at = (hours: number) => new Date(Date.now() + (hours + 8) * 3_600_000).toISOString().slice(0, 16);

/** An intercom at a port of its own: houses of several looks run at once. */
const intercom = () => ({ COURTYARD_SIP__UDP: `127.0.0.1:${15_100 + Math.floor(Math.random() * 800)}`, COURTYARD_SIP__MEDIA_FIRST: "23000", COURTYARD_SIP__MEDIA_LAST: "23099" });

async function begun({ come }: Scene): Promise<{ wang: Person; ana: Person; org: string }> {
  const [wang, ana] = [await come("Wang"), await come("Ana Li")];
  for (const one of [wang, ana]) await one.signUp();
  const org = await together([wang]);
  await moveIn(wang.page, org, ana);
  await addDoor(wang.page, "South gate");
  return { wang, ana, org };
}

inEveryLook("visitors, posters and the gate", async (scene) => {
  const { wang, ana, org } = await begun(scene);
  const guest = await scene.come("A visitor");
  await ana.page.goto("/homes");
  await ana.page.getByRole("link", { name: word("homes.visits"), exact: true }).click();
  await button(ana.page, "visits.invite").click();
  await field(ana.page, "visits.name").fill("Sun");
  await field(ana.page, "visits.until").fill(at(5));
  await scene.seen(ana, "visits-invite");
  await ana.page.locator("form").getByRole("button", { name: word("visits.invite"), exact: true }).click();
  const link = (await ana.page.locator(".visit-link").textContent()) ?? "";
  await scene.seen(ana, "visits-link");
  await button(ana.page, "visits.done").click();
  await scene.seen(ana, "visits-mine");
  await guest.page.goto(link);
  await expect(guest.page.getByRole("img", { name: word("passes.code_label") })).toBeVisible();
  await scene.seen(guest, "visits-guest");

  await wang.page.goto(`/homes/${org}/gate`);
  const made = wang.page.waitForResponse((response) => response.url().endsWith("/poster"));
  await wang.page.getByRole("button", { name: word("visits.posts_put"), exact: true }).first().click();
  const { token } = (await (await made).json()) as { token: string };
  await scene.seen(wang, "visits-posts");
  await guest.page.goto(`/at#${token}`);
  await field(guest.page, "visits.poster_home").fill(HOME);
  await field(guest.page, "visits.poster_name").fill("Qian");
  await scene.seen(guest, "visits-poster");
  await button(guest.page, "visits.poster_ask").click();
  const dialog = ana.page.getByRole("dialog");
  await expect(button(dialog, "visits.asked_yes")).toBeVisible();
  await scene.seen(ana, "visits-asked");
  await scene.seen(guest, "visits-waiting");
  await button(dialog, "visits.asked_yes").click();
  await wang.page.goto(`/gate/${org}`);
  await expect(wang.page.getByText(word("visits.state_yes"), { exact: true })).toBeVisible();
  await scene.seen(wang, "visits-gate");
});

inEveryLook("letters, the doors of a home, what a station keeps", async (scene) => {
  const { wang, ana, org } = await begun(scene);
  await wang.page.goto(`/homes/${org}`);
  await expect(button(wang.page, "letters.make")).toBeEnabled();
  await scene.seen(wang, "letters-desk");
  await button(wang.page, "letters.make").click();
  await expect(button(wang.page, "letters.print")).toBeVisible();
  await scene.seen(wang, "letters-pages");
  await wang.page.goto(`/homes/${org}/stations`);
  await expect(wang.page.getByRole("heading", { level: 1 })).toBeVisible();
  await scene.seen(wang, "answering-desk");
  await ana.page.goto("/homes");
  await ana.page.getByRole("link", { name: word("homes.doors"), exact: true }).click();
  await expect(ana.page.getByText("South gate").first()).toBeVisible();
  await scene.seen(ana, "doors-mine");
  await ana.page.goto("/homes");
  await ana.page.getByRole("link", { name: word("homes.devices"), exact: true }).click();
  await expect(ana.page.getByRole("heading", { level: 1 })).toBeVisible();
  await scene.seen(ana, "devices-mine");
  await ana.page.goto("/homes");
  await button(ana.page, "homes.people").click();
  await expect(ana.page.getByRole("dialog").getByText("Ana Li", { exact: true })).toBeVisible();
  await scene.seen(ana, "homes-people");
}, { settings: intercom });
