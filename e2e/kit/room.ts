/** What people do in a meeting, by the page. */
import { expect } from "@playwright/test";
import { received } from "./media";
import type { Person } from "./person";
import { word } from "./words";

/** Starts a meeting from one's home and stops in the green room. Returns its nine digits. */
export async function startMeeting(host: Person): Promise<string> {
  await host.page.goto("/home");
  await host.page.getByRole("button", { name: word("meet.start"), exact: true }).click();
  await host.page.waitForURL(/\/m\/\d{9}/);
  const number = /\/m\/(\d{9})/.exec(host.page.url())?.[1];
  if (!number) throw new Error("the meeting has no number");
  return number;
}

/** Turns camera and microphone on in the green room and goes in. A guest gives a name first. */
export async function enter(person: Person, with_: { camera: boolean; microphone: boolean }, guest = false): Promise<void> {
  const { page } = person;
  if (guest) await page.getByLabel(word("green.name"), { exact: true }).fill(person.name);
  for (const [device, wanted] of Object.entries(with_)) {
    const on = page.getByRole("button", { name: word(`green.${device}_on`), exact: true });
    const off = page.getByRole("button", { name: word(`green.${device}_off`), exact: true });
    await expect(on.or(off)).toBeVisible();
    if (wanted && (await on.isVisible())) await on.click();
    if (wanted) await expect(off).toBeVisible();
  }
  await page.getByRole("button", { name: word("green.join"), exact: true }).click();
  await expect(page.getByRole("button", { name: word("room.leave"), exact: true })).toBeVisible();
}

/** Waits until so many pictures have moved for this person since now, and sound was heard. Bears a busy machine. */
export async function seesAndHears(person: Person, pictures: number, within = 60_000): Promise<void> {
  const before = await received(person.page);
  const missing = async () => {
    const now = await received(person.page);
    const moved = Object.entries(now.pictures).filter(([id, frames]) => frames > (before.pictures[id] ?? 0) + 2).length;
    const heard = now.energy > 0 && now.energy !== before.energy;
    return [...(moved < pictures ? [`${pictures - moved} of ${pictures} pictures`] : []), ...(heard ? [] : ["sound"])];
  };
  await expect.poll(missing, { timeout: within, message: `what ${person.name} lacks` }).toEqual([]);
}

export async function press(person: Person, control: string, values: Record<string, string> = {}): Promise<void> {
  await person.page.getByRole("button", { name: word(`room.${control}`, values), exact: true }).click();
}

/** Opens the chat beside the meeting; it says when the key is there. */
export async function openChat(person: Person): Promise<void> {
  const field = person.page.getByLabel(word("chat.write"));
  if (!(await field.isVisible())) await person.page.getByRole("button", { name: new RegExp(`^${word("room.chat")}`) }).click();
  await expect(field).toBeEnabled();
}

export async function say(person: Person, words: string): Promise<void> {
  await person.page.getByLabel(word("chat.write")).fill(words);
  await person.page.getByRole("button", { name: word("chat.send"), exact: true }).click();
}
