/** What the client itself promises: what broke, its permissions, its version, its log, its cache, and its silence. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { keeperOf } from "../kit/desk";
import { House, root } from "../kit/house";
import { Person } from "../kit/person";
import { proved } from "../kit/proofs";
import { accessible, desk, expect, part, phone, test } from "../kit/test";
import { word } from "../kit/words";

declare global {
  interface Window {
    /** What the page put into envelopes, before it was sealed. */
    enveloped: string[];
  }
}

const press = (page: Page, key: string, values: Record<string, string> = {}) => page.getByRole("button", { name: word(key, values), exact: true }).click();

/** Asks the house from within the page, as its scripts do. */
async function ask<T>(page: Page, path: string, body?: unknown): Promise<T> {
  return await page.evaluate(
    async ([to, wish]) => {
      const headers = { "content-type": "application/json", "x-courtyard": "1", "idempotency-key": crypto.randomUUID?.() ?? String(Math.random()).slice(2).padEnd(32, "0") };
      const sent = await fetch(to as string, wish === undefined ? {} : { method: "POST", headers, body: JSON.stringify(wish) });
      return (sent.status === 204 ? null : await sent.json()) as never;
    },
    [path, body] as const,
  );
}

type Consents = { items: { purpose: string; title: string; given_at: string | null; withdrawn_at: string | null }[] };
const consentOf = async (page: Page, purpose: string) => (await ask<Consents>(page, "/api/v1/me/consents")).items.find((one) => one.purpose === purpose);

/** Breaks the page where it stands: an error that nobody caught, with somebody's data in its message. */
const breaks = (page: Page) =>
  page.evaluate(() => {
    setTimeout(function openTheRoom() {
      throw new TypeError('cannot open "王芳" for 13800138000');
    }, 0);
  });

test("what breaks in the client is one report in the house's own store, over TLS, with hashed identifiers only", async ({ browser }) => {
  const house = await House.start({ real: true, keeper: keeperOf });
  const keeper = await Person.arrive(browser, house, keeperOf.name, desk);
  try {
    const { page, context } = keeper;
    await context.addInitScript(() => {
      window.enveloped = [];
      const { encrypt } = SubtleCrypto.prototype;
      SubtleCrypto.prototype.encrypt = async function (algorithm, key, data) {
        window.enveloped.push(new TextDecoder().decode(data));
        return await encrypt.call(this, algorithm, key, data);
      };
    });
    const device = await context.newCDPSession(page);
    const userAgent = "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Mobile Safari/537.36";
    const metadata = { platform: "Android", platformVersion: "16.0.0", model: "Pixel 9", architecture: "", mobile: true, brands: [{ brand: "Google Chrome", version: "139" }] };
    await device.send("Emulation.setUserAgentOverride", { userAgent, userAgentMetadata: { ...metadata, fullVersionList: [{ brand: "Google Chrome", version: "139.0.1.2" }] } });
    await page.goto("/enter?next=%2Fdata");
    await press(page, "sign.agree");
    await page.getByText(word("sign.by_password")).click();
    await page.getByLabel(word("sign.login"), { exact: true }).fill(keeperOf.login);
    await page.getByLabel(word("sign.password"), { exact: true }).fill(keeperOf.password);
    await press(page, "sign.enter");
    await page.waitForURL(/\/data/);

    await expect(page.getByRole("heading", { level: 1, name: word("title.data") })).toBeVisible();
    await test.step("without a yes nothing is sent", async () => {
      const looked = page.waitForResponse((answer) => answer.url().includes("/api/v1/me/consents"));
      await breaks(page);
      await looked;
      expect(keeper.asked.filter((address) => address.endsWith("/api/v1/crashes"))).toEqual([]);
    });

    await part(page, "data.consents");
    const title = (await consentOf(page, "crash-reports"))?.title ?? "";
    await press(page, "data.give_of", { title });
    await expect(page.getByRole("button", { name: word("data.withdraw_of", { title }), exact: true })).toBeVisible();

    await test.step("with it one report goes, in an envelope, over TLS", async () => {
      const going = page.waitForRequest((request) => request.url().endsWith("/api/v1/crashes"));
      await breaks(page);
      const request = await going;
      expect(new URL(request.url()).protocol).toBe("https:");
      expect(await request.headerValue("content-type")).toBe("application/vnd.courtyard.sealed+json");
      const answer = await request.response();
      expect(answer?.status()).toBeLessThan(300);
      expect((await answer?.securityDetails())?.protocol).toMatch(/^TLS 1\.[23]$/);
      await expect(fetch(`http://127.0.0.1:${house.port}/api/v1/house`), "nothing answers in the clear").rejects.toThrow();
    });

    await test.step("it names nobody: the installation is a hash, and what stood in the message is gone", async () => {
      const me = await ask<{ id: string }>(page, "/api/v1/me");
      const sealed = await page.evaluate(() => window.enveloped);
      const bodies = sealed.filter((text) => text.includes('"installation"'));
      expect(bodies).toHaveLength(1);
      const body = bodies[0] ?? "";
      expect(/"installation":"([0-9a-f]+)"/.exec(body)?.[1]).toHaveLength(64);
      for (const secret of ["王芳", "13800138000", me.id, keeperOf.login]) expect(body.includes(secret), secret).toBe(false);
    });

    await test.step("the keeper sees the group, with stack and device, and says that it is mended", async () => {
      await page.goto("/desk");
      await part(page, "crashes.tab");
      await expect(page.getByText(/^TypeError at openTheRoom/)).toBeVisible();
      await press(page, "crashes.open");
      const sheet = page.getByRole("tabpanel");
      await expect(sheet.getByLabel(word("crashes.stack"))).toContainText("openTheRoom");
      for (const told of ["Pixel 9", "Android", "16.0.0", "139.0.1.2"]) await expect(sheet.getByText(told, { exact: true }).first()).toBeVisible();
      await expect(sheet).not.toContainText("13800138000");
      await accessible(page);
      await keeper.picture("crashes-desk");
      await page.setViewportSize(phone);
      await keeper.picture("crashes-phone");
      await page.setViewportSize(desk);
      await press(page, "crashes.resolve");
      await expect(page.getByText(word("crashes.resolved"), { exact: true })).toBeVisible();
    });
    expect(keeper.strangers()).toEqual([]);
  } finally {
    await keeper.leave();
    await house.stop();
  }
});

test("each permission shows how it stands, what for and how it is closed; taken back it is taken back at once (proves: JJB-058, HKT-058, YZJ-039, AJ-077)", async ({ arrive }) => {
  const ana = await arrive("李安娜", desk);
  const { page } = ana;
  await ana.signUp();
  await page.goto("/me");
  await page.getByRole("link", { name: word("permissions.title"), exact: true }).click();
  await page.waitForURL(/\/me\/permissions/);
  const list = await ask<{ rows: { permission: string; title: string; purpose: string; why: string; how_to_close: string }[] }>(page, "/api/v1/policy/permissions");
  expect(list.rows.length).toBeGreaterThan(4);
  const cards = page.getByRole("main").locator("li.card");
  await expect(cards).toHaveCount(list.rows.length);
  const states = ["granted", "denied", "prompt", "each", "system"].map((state) => word(`permissions.state_${state}`));
  for (const [at, row] of list.rows.entries()) {
    const card = cards.nth(at);
    for (const told of [row.title, row.why, row.how_to_close]) await expect(card).toContainText(told);
    await expect(card.locator(".tag").first()).toHaveText(new RegExp(states.join("|")));
  }
  const microphone = list.rows.find((row) => row.permission === "microphone");
  const card = cards.nth(list.rows.findIndex((row) => row === microphone));
  await expect(card.locator(".tag").first()).toHaveText(word("permissions.state_granted"));
  await accessible(page);
  await ana.picture("permissions-desk");

  await test.step("closed in the browser, the page says so without being loaded anew", async () => {
    await ana.context.clearPermissions();
    await ana.context.grantPermissions(["camera"]);
    await expect(card.locator(".tag").first()).not.toHaveText(word("permissions.state_granted"));
  });

  await test.step("the house's own grant flips with one press, and the very next request obeys it", async () => {
    const title = (await consentOf(page, "meeting-microphone"))?.title ?? "";
    for (const box of await card.getByRole("checkbox").all()) await box.check();
    await card.getByRole("button", { name: word("data.give_of", { title }), exact: true }).click();
    await expect(card).toContainText(word("permissions.granted"));
    expect((await consentOf(page, "meeting-microphone"))?.given_at).toBeTruthy();
    expect(await sources(page)).toEqual("everything");
    await card.getByRole("button", { name: word("data.withdraw_of", { title }), exact: true }).click();
    await expect(card).toContainText(word("permissions.not_granted"));
    expect((await consentOf(page, "meeting-microphone"))?.withdrawn_at).toBeTruthy();
    expect(await sources(page)).not.toContain("microphone");
  });

  await test.step("on an iPhone the local network is said to be seen in the system alone", async () => {
    const device = await ana.context.newCDPSession(page);
    const userAgent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";
    await device.send("Emulation.setUserAgentOverride", { userAgent });
    await page.setViewportSize(phone);
    await page.reload();
    const lan = cards.nth(list.rows.findIndex((row) => row.permission === "local-network"));
    await expect(lan.locator(".tag").first()).toHaveText(word("permissions.state_system"));
    await expect(lan).toContainText(word("permissions.way_ios"));
    await accessible(page);
    await ana.picture("permissions-phone");
  });
  for (const id of ["JJB-058", "HKT-058", "YZJ-039", "AJ-077"]) proved(id, ["policy.permissions", "me.consents", "consent.give", "consent.withdraw"]);
});

/** What the house lets this person send in a meeting that he starts now. */
async function sources(page: Page): Promise<string[] | "everything"> {
  const meeting = await ask<{ number: string }>(page, "/api/v1/meetings", { title: "", guests: false });
  const joined = await ask<{ media: { token: string } }>(page, "/api/v1/meetings/join", { number: meeting.number });
  const body = JSON.parse(Buffer.from(joined.media.token.split(".")[1] ?? "", "base64url").toString()) as { video: { canPublishSources?: string[] } };
  return body.video.canPublishSources?.length ? body.video.canPublishSources : "everything";
}

test("the page says which client it is, as the house released it; a newer one is told with notes, and forced where the house wants (proves: HKT-083, DB-074)", async ({ browser }) => {
  const folder = mkdtempSync(join(tmpdir(), "courtyard-client-"));
  const house = await House.start({ settings: { COURTYARD_DEV__CLIENT: folder } });
  const people: Person[] = [];
  try {
    cpSync(join(root, "web/dist"), folder, { recursive: true });
    await house.again();
    const ana = await Person.arrive(browser, house, "李安娜", desk);
    people.push(ana);
    const { page } = ana;
    await ana.signUp("/about");
    type Release = { version: string; build: string; changes: { notes: string[] }[] };
    const release = await ask<Release>(page, "/api/v1/release?lang=zh-CN");
    const stated = JSON.parse(readFileSync(join(root, "web/package.json"), "utf8")) as { version: string };
    const built = /src="\/assets\/([^"]+)\.js"/.exec(readFileSync(join(folder, "index.html"), "utf8"))?.[1];
    expect([release.version, release.build]).toEqual([stated.version, built]);
    const own = `${release.version} · ${release.build}`;
    await expect(page.locator("[data-own]")).toHaveText(own);
    await expect(page.locator("[data-house]")).toHaveText(own);
    await expect(page.getByText(word("client.same"))).toBeVisible();
    await expect(page.getByText("1440 × 900")).toBeVisible();
    await accessible(page);
    await ana.picture("about-desk");
    await page.setViewportSize(phone);
    await ana.picture("about-phone");
    await page.setViewportSize(desk);

    await test.step("a newer build is told with its notes, and one press opens it", async () => {
      newer(folder, built ?? "", "index-newer1");
      await house.again();
      await looksAgain(page);
      await expect(page.getByText(word("client.newer"), { exact: true })).toBeVisible();
      await expect(page.getByText(release.changes[0]?.notes[0] ?? "?").first()).toBeVisible();
      await press(page, "client.anew");
      await expect(page.locator("[data-own]")).toHaveText(`${release.version} · index-newer1`);
      await expect(page.getByText(word("client.newer"), { exact: true })).toBeHidden();
    });

    await test.step("where the house insists, nothing else goes on before", async () => {
      newer(folder, "index-newer1", "index-newer2");
      await house.again({ COURTYARD_CLIENT__MUST_BE_NEW: "true" });
      await looksAgain(page);
      const dialog = page.getByRole("dialog");
      await expect(dialog.getByText(word("client.newer_must"))).toBeVisible();
      await page.keyboard.press("Escape");
      await expect(dialog).toBeVisible();
      await ana.picture("update-must");
      await dialog.getByRole("button", { name: word("client.anew"), exact: true }).click();
      await expect(page.locator("[data-own]")).toHaveText(`${release.version} · index-newer2`);
      await expect(dialog).toBeHidden();
    });
  } finally {
    for (const person of people) await person.leave();
    await house.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  for (const id of ["HKT-083", "DB-074"]) proved(id, ["release.get"]);
});

/** Another build of the client in the folder: its first file is another, and reads the one that was there. */
function newer(folder: string, from: string, to: string): void {
  writeFileSync(join(folder, "assets", `${to}.js`), `import "./${from}.js";\n`);
  const page = join(folder, "index.html");
  const old = readFileSync(page, "utf8");
  writeFileSync(page, old.replace(`src="/assets/${from}.js"`, `src="/assets/${to}.js"`));
  rmSync(join(folder, "index.html.br"), { force: true });
}

/** Somebody comes back to the page. */
const looksAgain = (page: Page) =>
  page.evaluate(() => {
    document.dispatchEvent(new Event("visibilitychange"));
    window.dispatchEvent(new Event("visibilitychange"));
    window.dispatchEvent(new Event("focus"));
  });

test("the client's log is shown before it is sent, holds no content, and arrives as a letter (proves: YZJ-116)", async ({ arrive }) => {
  const ana = await arrive("李安娜", phone);
  const { page } = ana;
  await ana.signUp();
  const secret = `暗号${crypto.randomUUID()}`;
  const meeting = await ask<{ number: string }>(page, "/api/v1/meetings", { title: secret, guests: false });
  await page.goto(`/orgs/org_01939393-0000-7000-8000-000000000000?q=${encodeURIComponent(secret)}`);
  await expect(page.getByRole("main").locator(".note, .ant-alert").first()).toBeVisible();
  await page.getByRole("link", { name: word("title.settings"), exact: true }).click();
  await page.getByRole("link", { name: word("client.title"), exact: true }).click();
  const log = page.locator("pre.sheet-text");
  await press(page, "client.log_collect");
  await expect(log).toContainText("page /about");
  await expect(log).toContainText("page /orgs/:id");
  await expect(log).toContainText(/call GET \/api\/v1\/orgs\/\{org\}\S* 40[34]/);
  const shown = await log.innerText();
  expect(shown.split("\n").length).toBeLessThanOrEqual(200);
  const me = await ask<{ id: string }>(page, "/api/v1/me");
  for (const said of [secret, "李安娜", ana.phone, me.id, meeting.number, "01939393"]) expect(shown.includes(said), said).toBe(false);
  await accessible(page);
  await ana.picture("log-phone");
  await page.reload();
  await press(page, "client.log_collect");
  await expect(log).toContainText("page /orgs/:id");
  const whole = (await log.innerText()).trim();
  await page.getByLabel(word("client.log_words"), { exact: true }).fill("打不开组织");
  await press(page, "client.log_send");
  const made = page.getByText(/\d{8}/).first();
  await expect(made).toBeVisible();
  const { items } = await ask<{ items: { id: string }[] }>(page, "/api/v1/me/tickets");
  expect(items).toHaveLength(1);
  const ticket = await ask<{ messages: { text: string }[] }>(page, `/api/v1/me/tickets/${items[0]?.id}`);
  expect(ticket.messages[0]?.text).toContain("打不开组织");
  expect(ticket.messages[0]?.text).toContain(whole);
  proved("YZJ-116", ["ticket.write", "ticket.read"]);
});

test("the cache shows its size and is cleared; the sign-in and what was set stay, also after the browser was closed (proves: AJ-120)", async ({ arrive }) => {
  const ana = await arrive("李安娜", phone);
  const { page } = ana;
  await ana.signUp("/settings");
  await page.getByText(word("settings.dark"), { exact: true }).click();
  await page.evaluate(async () => await navigator.serviceWorker.ready);
  await page.reload();
  const cached = () => page.evaluate(async () => (await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).length))).reduce((sum, one) => sum + one, 0));
  await expect.poll(cached).toBeGreaterThan(0);
  await page.goto("/about");
  await expect.poll(async () => Number(await page.locator("[data-cached]").getAttribute("data-cached"))).toBeGreaterThan(1_000);
  // What comes after the clearing is kept anew, and rightly: all of the page is here first.
  await page.waitForLoadState("networkidle");
  await press(page, "client.cache_clear");
  await expect(page.getByText(word("client.cache_cleared"))).toBeVisible();
  await expect(page.locator("[data-cached]")).toHaveAttribute("data-cached", "0");
  expect(await cached()).toBe(0);
  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name: word("client.title") })).toBeVisible();
  expect((await ask<{ name: string }>(page, "/api/v1/me")).name).toBe("李安娜");
  const again = await ana.context.newPage();
  await page.close();
  await again.goto("/settings");
  await expect(again.locator("html")).toHaveAttribute("data-theme", "dark");
  proved("AJ-120", ["me.get"]);
});

test("a page that nobody looks at sends nothing of its person, and no function starts before its yes (proves: AJ-012)", async ({ browser, house }) => {
  const ana = await Person.arrive(browser, house, "欧阳青砖", desk);
  try {
    const { page } = ana;
    await ana.signUp();
    await page.clock.install();
    await page.goto("/home");
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    const me = await ask<{ id: string }>(page, "/api/v1/me");
    const sent: string[] = [];
    page.on("request", (request) => sent.push(`${request.method()} ${request.url()} ${request.postData() ?? ""}`));
    page.on("websocket", (socket) => socket.on("framesent", ({ payload }) => sent.push(String(payload))));

    await test.step("hidden for two hours by the page's own clock: nothing, or nothing of her", async () => {
      // The clock is the page's: while it is looked at, it asks for the release after a quarter of an hour.
      await page.clock.runFor(16 * 60_000);
      await expect.poll(() => sent.filter((line) => line.includes("/api/v1/release")).length).toBeGreaterThan(0);
      await page.evaluate(() => {
        Object.defineProperty(document, "visibilityState", { configurable: true, get: () => "hidden" });
        Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
        for (const target of [document, window]) target.dispatchEvent(new Event("visibilitychange"));
      });
      await page.clock.runFor(60_000);
      await page.waitForLoadState("networkidle");
      sent.length = 0;
      await page.clock.runFor(2 * 3_600_000);
      await page.waitForLoadState("networkidle");
      const bare = sent.filter((line) => !line.startsWith("GET ") || /\?/.test(line));
      expect(bare, "nothing is posted, and no query goes").toEqual([]);
      for (const secret of ["欧阳青砖", encodeURIComponent("欧阳青砖"), ana.phone, me.id]) for (const line of sent) expect(line.includes(secret), secret).toBe(false);
    });

    await test.step("adverts, crash reports and pictures for others are refused until she says yes, and the ledger knows when", async () => {
      type Listed = { items: { purpose: string; basis: string; given_at: string | null }[] };
      const asked = (await ask<Listed>(page, "/api/v1/me/consents")).items.filter(({ basis }) => basis === "consent");
      expect(asked.length).toBeGreaterThan(4);
      for (const { purpose, given_at } of asked) expect(given_at, `${purpose} was not agreed to`).toBeNull();
      const report = { kind: "error", name: "Error", page: "/home", process: "page", version: "0.1.0", build: "x", system: "Linux", browser: "Chrome", language: "zh-CN", installation: "0".repeat(64) };
      expect(await ask(page, "/api/v1/crashes", report)).toMatchObject({ code: "crash.not_agreed" });
      const about = await ask<{ policy_version: string }>(page, "/api/v1/house");
      await ask(page, "/api/v1/consents", { purpose: "crash-reports", version: about.policy_version, categories: [] });
      expect((await consentOf(page, "crash-reports"))?.given_at).toBeTruthy();
      expect(await ask(page, "/api/v1/crashes", report)).toBeNull();
    });
  } finally {
    await ana.leave();
  }
  proved("AJ-012", ["me.consents", "consent.give", "crash.report"]);
});
