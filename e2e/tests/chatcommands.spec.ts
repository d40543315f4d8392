/** Commands to programs, between two real browsers and a program that verifies what it is told. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { button, choose, colleagues, message } from "../kit/chats";
import { accessible, desk, expect, phone, test } from "../kit/test";
import { word } from "../kit/words";

type Told = { type: string; data: { command: string; text: string; asker: string; conversation: string; response_url: string } };

/** A program on this machine: it takes what Standard Webhooks says is signed by its secret, and nothing else. */
class Deployer {
  readonly told: Told[] = [];
  readonly refused: string[] = [];
  secret = "";
  answer: unknown = {};

  private constructor(private readonly server: Server) {}

  static async start(): Promise<Deployer> {
    const server = createServer();
    const program = new Deployer(server);
    server.on("request", (request, response) => {
      const pieces: Buffer[] = [];
      request.on("data", (piece: Buffer) => pieces.push(piece));
      request.on("end", () => {
        const body = Buffer.concat(pieces).toString();
        const head = (name: string) => String(request.headers[name] ?? "");
        const signed = createHmac("sha256", Buffer.from(program.secret.replace(/^whsec_/, ""), "base64"))
          .update(`${head("webhook-id")}.${head("webhook-timestamp")}.${body}`)
          .digest();
        const given = Buffer.from(head("webhook-signature").replace(/^v1,/, ""), "base64");
        if (given.length !== signed.length || !timingSafeEqual(given, signed)) {
          program.refused.push(head("webhook-signature"));
          response.writeHead(401).end();
          return;
        }
        program.told.push(JSON.parse(body) as Told);
        response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(program.answer));
      });
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    return program;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/commands`;
  }

  async stop(): Promise<void> {
    await new Promise((gone) => this.server.close(gone));
  }
}

test("a command goes to the program that its giver sees and agrees to, and the answer is his alone or the group's", async ({ arrive, house }) => {
  const [ana, bo, chen] = await colleagues(arrive, ["李安娜", desk], ["王波", phone], ["陈晨", desk]);
  const deployer = await Deployer.start();
  const panel = (page: typeof ana.page) => page.getByRole("dialog", { name: word("hooks.title"), exact: true });
  const field = (page: typeof ana.page) => page.getByLabel(word("conversation.write"), { exact: true });
  const only = (page: typeof ana.page) => page.getByRole("list", { name: word("commands.mine") }).getByRole("listitem");

  await test.step("the owner lets a program in; its secret is told once", async () => {
    await ana.page.goto("/chats");
    await button(ana.page, "conversation.new").first().click();
    const making = ana.page.getByRole("dialog");
    await choose(making, bo, chen);
    await making.getByLabel(word("conversation.group_name"), { exact: true }).fill("发布群");
    await making.getByLabel(word("keeping.held_in"), { exact: true }).selectOption({ index: 1 });
    await button(making, "conversation.make").click();
    await ana.page.waitForURL(/\/chats\/conversation_/);
    await button(ana.page, "conversation.menu").click();
    await ana.page.getByRole("menuitem", { name: word("hooks.title"), exact: true }).click();
    const dialog = panel(ana.page);
    await dialog.getByLabel(word("commands.name"), { exact: true }).fill("deployer");
    await dialog.getByLabel(word("commands.address"), { exact: true }).fill("http://10.0.0.1/commands");
    await dialog.getByLabel(word("commands.commands"), { exact: true }).fill("deploy <环境>\nstatus");
    await dialog.getByLabel(word("commands.mentions"), { exact: true }).check();
    await button(dialog, "commands.add").click();
    await expect(dialog.getByRole("alert")).toBeVisible();
    await dialog.getByLabel(word("commands.address"), { exact: true }).fill(deployer.address);
    await button(dialog, "commands.add").click();
    deployer.secret = await dialog.getByLabel(word("commands.secret"), { exact: true }).inputValue();
    expect(deployer.secret).toMatch(/^whsec_/);
    await accessible(ana.page);
    await ana.picture("chatcommands-secret");
    await button(dialog, "hooks.kept").click();
    await expect(dialog.getByText("/deploy <环境> · /status")).toBeVisible();
    await expect(dialog.getByText(word("commands.hears_mentions"))).toBeVisible();
    expect(await ana.page.content()).not.toContain(deployer.secret);
    await ana.picture("chatcommands-panel");
    await ana.page.keyboard.press("Escape");
  });
  await test.step("what is typed behind / says to whom it goes, and goes once that is agreed to", async () => {
    await bo.page.goto(ana.page.url());
    await field(bo.page).pressSequentially("/");
    const list = bo.page.getByRole("list", { name: word("commands.list") });
    await expect(list.getByRole("button")).toHaveCount(2);
    await accessible(bo.page);
    await bo.picture("chatcommands-list-phone");
    await field(bo.page).pressSequentially("dep");
    await expect(list.getByRole("button")).toHaveCount(1);
    await field(bo.page).press("Tab");
    await expect(field(bo.page)).toHaveValue("/deploy ");
    await field(bo.page).pressSequentially("生产 v7");
    const host = new URL(deployer.address).host;
    await expect(bo.page.getByText(word("commands.to", { by: "deployer", host }))).toBeVisible();
    await button(bo.page, "conversation.send").click();
    await expect(button(bo.page, "commands.agree")).toBeVisible();
    expect(deployer.told).toHaveLength(0);
    await bo.picture("chatcommands-consent-phone");
    await accessible(bo.page);
    await button(bo.page, "commands.agree").click();
    await expect(button(bo.page, "commands.agree")).toHaveCount(0);
    deployer.answer = { response_type: "ephemeral", text: "*开始* 发布到生产" };
    await button(bo.page, "conversation.send").click();
    await expect(only(bo.page)).toContainText("开始 发布到生产");
    await expect(only(bo.page)).toContainText(word("commands.only_you"));
    await expect(field(bo.page)).toHaveValue("");
    await accessible(bo.page);
    await bo.picture("chatcommands-only-you-phone");
    const { data } = deployer.told[0] as Told;
    expect(deployer.refused).toEqual([]);
    expect([data.command, data.text]).toEqual(["/deploy", "生产 v7"]);
    expect(JSON.stringify(deployer.told)).not.toContain("王波");
  });
  await test.step("nobody else sees it; what is said in the group all see, marked as the program's", async () => {
    await expect(field(ana.page)).toBeVisible();
    await expect(only(ana.page)).toHaveCount(0);
    deployer.answer = { response_type: "in_channel", text: "生产环境：一切正常" };
    await field(bo.page).fill("/status");
    await field(bo.page).press("Escape");
    await button(bo.page, "conversation.send").click();
    for (const { page } of [ana, bo]) {
      await expect(message(page, "一切正常")).toBeVisible();
      await expect(message(page, "一切正常").getByText(word("hooks.tag", { name: "deployer" }))).toBeVisible();
    }
    await ana.picture("chatcommands-in-channel");
    await chen.page.goto(ana.page.url());
    await expect(message(chen.page, "一切正常")).toBeVisible();
    await expect(only(chen.page)).toHaveCount(0);
  });
  await test.step("a card has values and a button, which says before who hears of it", async () => {
    deployer.answer = {
      response_type: "in_channel",
      text: "第 7 次发布失败",
      card: { title: "发布 #7", fields: [{ name: "环境", value: "生产" }, { name: "版本", value: "v7" }], buttons: [{ label: "重试", command: "deploy", text: "生产 v8" }] },
    };
    await field(bo.page).fill("/status");
    await field(bo.page).press("Escape");
    await button(bo.page, "conversation.send").click();
    for (const { page } of [ana, bo]) await expect(message(page, "发布失败").getByRole("definition").first()).toHaveText("生产");
    await accessible(bo.page);
    await bo.picture("chatcommands-card-phone");
    await ana.picture("chatcommands-card");
    const before = deployer.told.length;
    await message(ana.page, "发布失败").getByRole("button", { name: "重试", exact: true }).click();
    const dialog = ana.page.getByRole("dialog", { name: "重试", exact: true });
    await expect(dialog.getByText(word("commands.to", { by: "deployer", host: new URL(deployer.address).host }))).toBeVisible();
    await accessible(ana.page);
    await ana.picture("chatcommands-press");
    await button(dialog, "commands.agree").click();
    deployer.answer = { replace_original: true, text: "已重试，由一位同事", card: { title: "发布 #7", fields: [{ name: "版本", value: "v8" }] } };
    await button(dialog, "commands.press").click();
    await expect(only(ana.page)).toContainText(word("commands.state_answered"));
    // The card is another one, for everybody, without a word more in the group.
    for (const { page } of [ana, bo]) {
      const card = message(page, "已重试");
      await expect(card.getByRole("definition")).toHaveText(["v8"]);
      await expect(card.getByRole("button", { name: "重试", exact: true })).toHaveCount(0);
      await expect(card.getByRole("button", { name: word("conversation.edited"), exact: true })).toBeVisible();
      await expect(message(page, "发布失败")).toHaveCount(0);
    }
    await accessible(bo.page);
    await bo.picture("chatcommands-replaced-phone");
    await ana.picture("chatcommands-replaced");
    expect(deployer.told).toHaveLength(before + 1);
    expect(deployer.told.at(-1)?.data.text).toBe("生产 v8");
  });
  await test.step("a later answer comes by itself, once", async () => {
    const later = async (text: string) => {
      const url = new URL((deployer.told[0] as Told).data.response_url);
      return (await fetch(`${house.url}${url.pathname}`, { method: "POST", body: JSON.stringify({ text }) })).status;
    };
    expect(await later("发布完成")).toBe(200);
    await expect(only(bo.page).first()).toContainText("发布完成");
    expect(await later("再来一次")).toBe(404);
    await only(bo.page).first().getByRole("button", { name: word("commands.forget_of", { command: "deploy" }) }).click();
    await expect(only(bo.page)).toHaveCount(2);
  });
  await test.step("a message that mentions the program goes to it, too, and the field says so before", async () => {
    await field(bo.page).fill("");
    await field(bo.page).pressSequentially("@dep");
    const list = bo.page.getByRole("list", { name: word("conversation.mention") });
    await expect(list.getByRole("button")).toHaveText([new RegExp(`deployer.*${word("commands.program")}`)]);
    await field(bo.page).press("Tab");
    await field(bo.page).pressSequentially("在吗");
    const host = new URL(deployer.address).host;
    await expect(bo.page.getByText(word("commands.hears", { by: "deployer", host }))).toBeVisible();
    await accessible(bo.page);
    await bo.picture("chatcommands-mention-phone");
    deployer.answer = { response_type: "in_channel", text: "我在" };
    await button(bo.page, "conversation.send").click();
    for (const { page } of [ana, bo]) {
      await expect(message(page, "@deployer 在吗")).toBeVisible();
      await expect(message(page, "我在")).toBeVisible();
    }
    const { type, data } = deployer.told.at(-1) as Told;
    expect([type, data.text, data.command]).toEqual(["mention", "@deployer 在吗", undefined]);
    // Who did not agree says it to the group alone, and is told so.
    const before = deployer.told.length;
    await field(chen.page).pressSequentially("@deployer 我也问");
    await expect(chen.page.getByText(word("commands.mention_consent"))).toBeVisible();
    await accessible(chen.page);
    await chen.picture("chatcommands-mention-consent");
    await button(chen.page, "conversation.send").click();
    await expect(message(ana.page, "我也问")).toBeVisible();
    await field(bo.page).fill("/status");
    await field(bo.page).press("Escape");
    await button(bo.page, "conversation.send").click();
    await expect.poll(() => deployer.told.slice(before).map((told) => told.type)).toEqual(["command"]);
  });
  await test.step("the owner sees how it was delivered, not what, and takes the program away", async () => {
    await button(ana.page, "conversation.menu").click();
    await ana.page.getByRole("menuitem", { name: word("hooks.title"), exact: true }).click();
    const dialog = panel(ana.page);
    await dialog.getByRole("button", { name: word("commands.log_of", { name: "deployer" }) }).click();
    await expect(dialog.locator(".delivery-list li")).toHaveCount(6);
    await expect(dialog).not.toContainText("v7");
    await accessible(ana.page);
    await ana.picture("chatcommands-log");
    await dialog.getByRole("button", { name: word("hooks.remove_of", { name: "deployer" }) }).click();
    await button(dialog.getByRole("group", { name: word("commands.remove_sure", { name: "deployer" }) }), "hooks.remove").click();
    await expect(dialog.getByText("/deploy <环境> · /status")).toHaveCount(0);
  });
  await deployer.stop();
});
