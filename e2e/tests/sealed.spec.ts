/** What the page sends, and what it keeps: ciphertext, wherever it says something of a person. */
import type { BrowserContext, Page } from "@playwright/test";
import { Ear } from "../kit/ear";
import { Person } from "../kit/person";
import { proved } from "../kit/proofs";
import { enter, openChat, say, startMeeting } from "../kit/room";
import { expect, test } from "../kit/test";

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

test("what people type leaves the page as ciphertext, and what the page keeps is sealed (proves: JJB-045, HKT-045)", async ({ browser, house }) => {
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
    for (const person of people) expect(person.mistakes).toEqual([]);
  } finally {
    for (const person of people) await person.leave();
    await ear.stop();
  }
  for (const id of ["JJB-045", "HKT-045"]) proved(id, ["seal.key", "session.code", "session.open", "meeting.start", "meeting.join"]);
});
