/** What the page sends, and what it keeps: ciphertext, wherever it says something of a person. */
import { readFileSync } from "node:fs";
import type { BrowserContext, Page } from "@playwright/test";
import { Ear } from "../kit/ear";
import { founds } from "../kit/desk";
import { Person } from "../kit/person";
import { proved } from "../kit/proofs";
import { enter, openChat, say, startMeeting } from "../kit/room";
import { expect, test } from "../kit/test";
import { word } from "../kit/words";

declare global {
  interface Window {
    /** All that the page sent over data channels, as text. */
    channelled: string[];
  }
}

/** Listens to what a page gives to its data channels, before DTLS encrypts it. */
async function listenToChannels(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    window.channelled = [];
    const { send } = RTCDataChannel.prototype as unknown as { send: (data: unknown) => void };
    RTCDataChannel.prototype.send = function (this: RTCDataChannel, data: unknown) {
      const text = new TextDecoder();
      if (typeof data === "string") window.channelled.push(data);
      else if (ArrayBuffer.isView(data)) window.channelled.push(text.decode(data));
      else if (data instanceof ArrayBuffer) window.channelled.push(text.decode(new Uint8Array(data)));
      send.call(this, data);
    };
  });
}

type Stored = { plain: Record<string, string>; sealed: Record<string, { text: string; bytes: number }>; extractable: boolean; cached: string[] };

/** Everything that the page's origin has in this browser. */
async function stored(page: Page): Promise<Stored> {
  return page.evaluate(async () => {
    const done = async <T>(asked: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        asked.onsuccess = () => resolve(asked.result);
        asked.onerror = () => reject(asked.error ?? new Error("refused"));
      });
    const found: { plain: Record<string, string>; sealed: Record<string, { text: string; bytes: number }>; extractable: boolean; cached: string[] } = {
      plain: { ...localStorage, ...sessionStorage },
      sealed: {},
      extractable: true,
      cached: [],
    };
    for (const { name } of await indexedDB.databases()) {
      const db = await done(indexedDB.open(name ?? ""));
      for (const at of db.objectStoreNames) {
        const store = () => db.transaction(at).objectStore(at);
        for (const key of await done(store().getAllKeys())) {
          const value: unknown = await done(store().get(key));
          if (value instanceof CryptoKey) found.extractable = value.extractable;
          else {
            const { box } = value as { box: Uint8Array };
            found.sealed[String(key)] = { text: new TextDecoder().decode(box), bytes: box.length };
          }
        }
      }
      db.close();
    }
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) found.cached.push(new URL(request.url).pathname);
    }
    return found;
  });
}

test("what people type leaves the page as ciphertext, and what the page keeps is sealed (proves: JJB-045, HKT-045, JJB-047, HKT-047)", async ({ browser, house }) => {
  const ear = await Ear.between(house.port);
  const people: Person[] = [];
  const words = `暗号 ${crypto.randomUUID()}`;
  try {
    for (const name of ["欧阳青砖", "司马灰瓦"]) {
      const person = await Person.arrive(browser, house, name, undefined, ear.url);
      await listenToChannels(person.context);
      people.push(person);
    }
    const [ana, bo] = people as [Person, Person];
    const codes: string[] = [];
    for (const person of people) {
      await person.signUp();
      codes.push(await house.codeFor(person.phone));
    }
    const number = await startMeeting(ana);
    await enter(ana, { camera: true, microphone: true });
    await bo.page.goto(`/m/${number}`);
    await enter(bo, { camera: true, microphone: true });

    await test.step("the chat is sealed before it reaches a channel, and both see the same digits", async () => {
      for (const person of people) await openChat(person);
      const digits = (person: Person) => person.page.locator(".chat-code").innerText();
      await expect.poll(() => digits(ana)).toMatch(/^\d{3} \d{3} \d{3} \d{3}$/);
      await expect.poll(() => digits(bo)).toBe(await digits(ana));
      await say(ana, words);
      await expect(bo.page.getByText(words)).toBeVisible();
      const channelled = await ana.page.evaluate(() => window.channelled);
      expect(channelled.length, "the channels were listened to").toBeGreaterThan(0);
      expect(channelled.join("\n")).not.toContain(words);
    });

    await test.step("whoever stands in between read no number, no code, no name and no word", async () => {
      const heard = ear.heard();
      for (const operation of ["POST /api/v1/session/code", "POST /api/v1/session/open", "POST /api/v1/meetings", "POST /api/v1/meetings/join"]) {
        const at = heard.indexOf(`${operation} HTTP/1.1`);
        expect(at, operation).toBeGreaterThan(-1);
        const head = heard.slice(at, heard.indexOf("\r\n\r\n", at)).toLowerCase();
        expect(head, operation).toContain("content-type: application/vnd.courtyard.sealed+json");
      }
      const secrets = [...people.flatMap(({ name, phone }) => [name, encodeURIComponent(name), phone]), ...codes.map((code) => `"${code}"`), words];
      for (const secret of secrets) expect(heard.includes(secret), secret).toBe(false);
      expect(ear.answered()).toContain("HTTP/1.1 101");
      expect(ear.answered().includes(words), words).toBe(false);
    });

    await test.step("what the browser keeps says nothing of a person in plain", async () => {
      for (const person of people) {
        const { plain, sealed, extractable, cached } = await stored(person.page);
        // Conversations are kept where the doorplate has them.
        expect(Object.keys(sealed).filter((key) => key !== "conversations").sort()).toEqual(["consent", "devices", "log"]);
        expect(extractable, "the key stays in the browser").toBe(false);
        for (const { text, bytes } of Object.values(sealed)) {
          expect(bytes).toBeGreaterThan(16);
          expect(text).not.toMatch(/purposes|version|camera|microphone/);
        }
        for (const key of Object.keys(plain)) expect(key).toMatch(/^courtyard\.(language|theme|large|kept)$/);
        for (const path of cached) expect(path).not.toMatch(/^\/(api|rtc|dev)\b/);
      }
    });

    await test.step("and it is still known after the page was closed", async () => {
      const again = await bo.context.newPage();
      await again.goto("/enter");
      await expect(again.getByRole("main")).toBeVisible();
      expect(Object.keys((await stored(again)).sealed)).toContain("consent");
    });
    await test.step("the administrator of an organisation is advised about his way out", async () => {
      await founds(ana.page, "青砖科技");
      await ana.page.getByRole("tab", { name: word("orgs.line"), exact: true }).click();
      await expect(ana.page.getByText(word("orgs.line_egress"))).toBeVisible();
      await ana.picture("org-line");
    });

    for (const person of people) expect(person.mistakes).toEqual([]);
  } finally {
    for (const person of people) await person.leave();
    await ear.stop();
  }
  for (const id of ["JJB-045", "HKT-045", "JJB-047", "HKT-047"]) proved(id, ["seal.key", "session.code", "session.open", "meeting.start", "meeting.join"]);
});

test("a meeting's chat is kept on the device by whoever wants it, sealed, and goes elsewhere in a pack (proves: HKT-082)", async ({ arrive }) => {
  const [ana, bo] = [await arrive("欧阳青砖"), await arrive("司马灰瓦")];
  const words = `留着 ${crypto.randomUUID()}`;
  for (const person of [ana, bo]) await person.signUp();
  const number = await startMeeting(ana);
  await enter(ana, { camera: false, microphone: false });
  await bo.page.goto(`/m/${number}`);
  await enter(bo, { camera: false, microphone: false });
  for (const person of [ana, bo]) await openChat(person);
  await say(bo, words);
  await expect(ana.page.getByText(words)).toBeVisible();
  const picture = await bo.page.screenshot({ clip: { x: 0, y: 0, width: 90, height: 40 } });
  await bo.page.locator(".chat-write input[type=file]").setInputFiles({ name: "a.png", mimeType: "image/png", buffer: picture });
  const shown = ana.page.getByRole("img", { name: word("chat.picture_by", { name: bo.name }) });
  await expect(shown).toHaveJSProperty("complete", true);
  await ana.page.getByRole("button", { name: word("kept.keep"), exact: true }).click();
  await expect(ana.page.getByText(word("kept.done"))).toBeVisible();
  await ana.picture("kept-in-meeting");

  const about = async () => {
    await ana.page.goto("/about");
    await expect(ana.page.getByRole("heading", { name: word("kept.title") })).toBeVisible();
  };
  await test.step("it is still there after the page was closed, and the browser's files say nothing", async () => {
    const { sealed, extractable } = await stored(ana.page);
    const chats = Object.entries(sealed).filter(([key]) => key.startsWith("meeting-chat "));
    expect(chats).toHaveLength(1);
    expect(extractable).toBe(false);
    for (const [key, { text, bytes }] of chats) {
      expect(bytes).toBeGreaterThan(picture.length);
      for (const secret of [words, bo.name, "image/", bo.phone]) expect(`${key}${text}`.includes(secret), secret).toBe(false);
    }
    await about();
    await ana.page.getByRole("button", { name: word("kept.open"), exact: true }).click();
    await expect(ana.page.getByText(words)).toBeVisible();
    await expect(ana.page.getByRole("img", { name: word("kept.picture_by", { name: bo.name }) })).toHaveJSProperty("naturalWidth", 90);
    await ana.picture("kept-shown");
    await ana.page.getByRole("button", { name: word("common.close"), exact: true }).click();
  });

  await test.step("it goes along in a file that a passphrase opens, and comes back from it", async () => {
    const passphrase = ana.page.getByLabel(word("kept.passphrase", { min: "10" }), { exact: true });
    await passphrase.fill("青砖灰瓦四合院的门牌号");
    const [file] = await Promise.all([ana.page.waitForEvent("download"), ana.page.getByRole("button", { name: word("kept.pack_go"), exact: true }).click()]);
    const packed = readFileSync(await file.path());
    for (const secret of [words, bo.name, "image/"]) expect(packed.includes(secret), secret).toBe(false);
    await ana.page.getByRole("button", { name: word("kept.forget"), exact: true }).click();
    await expect(ana.page.getByText(word("kept.empty"))).toBeVisible();
    const open = async (typed: string) => {
      await passphrase.fill(typed);
      const [chooser] = await Promise.all([ana.page.waitForEvent("filechooser"), ana.page.getByRole("button", { name: word("kept.unpack"), exact: true }).click()]);
      await chooser.setFiles({ name: "a.courtyard", mimeType: "application/json", buffer: packed });
    };
    await open("another passphrase");
    await expect(ana.page.getByText(word("kept.unpack_failed"))).toBeVisible();
    await open("青砖灰瓦四合院的门牌号");
    await expect(ana.page.getByText(word("kept.unpacked_other", { count: "1" }))).toBeVisible();
    await about();
    await ana.page.getByRole("button", { name: word("kept.open"), exact: true }).click();
    await expect(ana.page.getByText(words)).toBeVisible();
  });

  await test.step("whoever else signs in here does not see it", async () => {
    await ana.page.context().clearCookies();
    const other = await bo.page.context().cookies();
    await ana.page.context().addCookies(other);
    await about();
    await expect(ana.page.getByText(word("kept.empty"))).toBeVisible();
  });
  proved("HKT-082", ["meeting.start", "meeting.join"]);
});
