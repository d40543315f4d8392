/** Previews of links: an organisation wants them, the house looks at the page once, and those who read it touch nothing. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { act, begin, button, together, turnOn, write } from "../kit/chats";
import { accessible, desk, expect, phone, test } from "../kit/test";
import { word } from "../kit/words";

/** A site on this machine that counts who comes. */
class Site {
  readonly asked: string[] = [];
  private constructor(private readonly server: Server) {}

  static async start(): Promise<Site> {
    const server = createServer();
    const site = new Site(server);
    server.on("request", (request, response) => {
      site.asked.push(`${request.headers["user-agent"]} ${request.headers.cookie ?? ""}`);
      response.setHeader("content-type", "text/html; charset=utf-8");
      response.end('<head><title>社区食堂本周菜单</title><meta name="description" content="周一至周五，午餐 11:30 起；周三有炸酱面和&quot;糖油饼&quot;。"></head>');
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    return site;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/menu?week=48`;
  }

  end(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

test("a link has a preview where the organisation wants it, which the house makes, and its writer takes it away", async ({ arrive }) => {
  const site = await Site.start();
  const [ana, bo, chen] = [await arrive("李安娜", desk), await arrive("王波", phone), await arrive("陈晨", desk)];
  for (const person of [ana, bo, chen]) await person.signUp();
  const org = await together([ana, bo, chen]);
  await ana.page.goto("/contacts");
  await button(ana.page, "contacts.part_colleagues").click();
  const rules = ana.page.getByRole("region", { name: word("governing.title") });
  await turnOn(rules.getByRole("checkbox", { name: word("governing.previews") }));
  await accessible(ana.page);
  await rules.scrollIntoViewIfNeeded();
  await ana.picture("chatpreview-rules");

  await begin(ana, [bo, chen], "食堂", org);
  const path = new URL(ana.page.url()).pathname;
  for (const { page } of [bo, chen]) await page.goto(path);
  await write(bo, `菜单在这里：${site.address}`);
  const card = (page: typeof ana.page) => page.getByRole("link", { name: word("conversation.preview_of", { title: "社区食堂本周菜单", site: "127.0.0.1" }) });
  for (const { page } of [ana, bo, chen]) {
    await expect(card(page)).toBeVisible();
    await expect(card(page)).toContainText('周三有炸酱面和"糖油饼"。');
  }
  expect(site.asked, "the house alone came, once").toEqual(["courtyard-preview/1 "]);
  await expect(card(ana.page)).toHaveAttribute("rel", /noreferrer/);
  await accessible(bo.page);
  await ana.picture("chatpreview-desk");
  await bo.picture("chatpreview-phone");
  await chen.page.reload();
  await expect(card(chen.page)).toBeVisible();

  // Whoever wrote it takes it away, for everybody; another is sent without.
  await act(bo.page, "菜单在这里", "unpreview");
  for (const { page } of [ana, bo, chen]) await expect(card(page)).toHaveCount(0);
  await chen.page.getByLabel(word("conversation.write"), { exact: true }).fill(`不要预览 ${site.address}`);
  await chen.page.getByRole("checkbox", { name: word("conversation.bare") }).check();
  await chen.picture("chatpreview-bare");
  await button(chen.page, "conversation.send").click();
  await write(chen, `要预览 ${site.address}`);
  await expect(card(ana.page)).toHaveCount(1);
  expect(site.asked).toHaveLength(2);
  site.end();
  for (const person of [ana, bo, chen]) expect(person.mistakes).toEqual([]);
});
