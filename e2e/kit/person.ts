/** A person with a browser of their own, who does everything by the page. */
import { type Browser, type BrowserContext, expect, type Page } from "@playwright/test";
import { join } from "node:path";
import { type House, kept } from "./house";
import { watchPeers } from "./media";
import { spokenNow, word } from "./words";

export type Size = { width: number; height: number };

let numbers = 0;

export class Person {
  readonly phone = `139${String(process.pid % 10_000).padStart(4, "0")}${String(++numbers).padStart(4, "0")}`;
  /** Every address that the page asked for, and every mistake that it reported. */
  readonly asked: string[] = [];
  readonly mistakes: string[] = [];

  private constructor(
    readonly name: string,
    readonly house: House,
    readonly context: BrowserContext,
    readonly page: Page,
    readonly url: string,
  ) {
    page.on("request", (request) => this.asked.push(request.url()));
    page.on("websocket", (socket) => this.asked.push(socket.url()));
    page.on("pageerror", (error) => this.mistakes.push(error.message));
  }

  static async arrive(browser: Browser, house: House, name: string, size?: Size, url = house.url): Promise<Person> {
    const context = await browser.newContext({
      baseURL: url,
      permissions: ["camera", "microphone"],
      ignoreHTTPSErrors: true,
      locale: spokenNow(),
      ...(size ? { viewport: size } : {}),
    });
    await watchPeers(context);
    return new Person(name, house, context, await context.newPage(), url);
  }

  /** Reads, accepts, proves the number, gives a name. */
  async signUp(next = "/home"): Promise<void> {
    await this.typeCode(this.phone, next);
    const name = this.page.getByLabel(word("sign.name"), { exact: true });
    await expect(name).toBeVisible();
    await name.fill(this.name);
    await this.page.getByRole("button", { name: word("sign.finish"), exact: true }).click();
    await this.page.waitForURL((url) => url.pathname === new URL(next, url).pathname);
  }

  /** Signs up and says nothing of himself. */
  async signUpUnnamed(next = "/home"): Promise<void> {
    await this.typeCode(this.phone, next);
    await this.page.getByRole("button", { name: word("sign.unnamed"), exact: true }).click();
    await this.page.waitForURL((url) => url.pathname === new URL(next, url).pathname);
  }

  /** Signs in with a number that is known. */
  async signIn(phone: string, next = "/home"): Promise<void> {
    await this.typeCode(phone, next);
    await this.page.waitForURL((url) => url.pathname === new URL(next, url).pathname);
  }

  private async typeCode(phone: string, next: string): Promise<void> {
    await this.page.goto(`/enter?next=${encodeURIComponent(next)}`);
    const agree = this.page.getByRole("button", { name: word("sign.agree"), exact: true });
    const number = this.page.getByLabel(word("sign.phone"), { exact: true });
    await expect(agree.or(number)).toBeVisible();
    // Whoever agreed on this device is not asked again.
    if (await agree.isVisible()) await agree.click();
    await number.fill(phone);
    const send = this.page.getByRole("button", { name: word("sign.send_code"), exact: true });
    const code = this.page.getByLabel(word("sign.code"), { exact: true });
    await this.askCode(() => send.click());
    await expect(code).toBeVisible();
    await code.fill(await this.house.codeFor(phone));
  }

  /** Has the page ask for a code. All of a run come from one address, to which the house sends ten codes a minute and sixty an hour. */
  async askCode(press: () => Promise<void>): Promise<void> {
    for (const wait of [61, 3600, 0]) {
      const answered = this.page.waitForResponse((answer) => new URL(answer.url()).pathname.endsWith("/code"));
      await press();
      if ((await answered).status() !== 429) return;
      await this.house.advance(wait);
    }
  }

  /** Keeps a picture of the page for people to look at. */
  async picture(name: string): Promise<void> {
    // Nobody looks at those of a run that nobody watches, unless they are asked for.
    if (process.env["CI"] && !process.env["COURTYARD_PICTURES"]) return;
    await this.page.screenshot({ path: join(kept, `${name}.png`) });
  }

  /** The addresses this person's browser asked for that are not this house. */
  strangers(): string[] {
    return this.asked.filter((address) => /^(https?|wss?):/.test(address) && new URL(address).host !== new URL(this.url).host);
  }

  async leave(): Promise<void> {
    await this.context.close();
  }
}
