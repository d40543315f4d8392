/** The samples for a reverse proxy, as they stand in `docs/samples`, run by the real programs before a real house. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type IncomingMessage, request as plainRequest } from "node:http";
import { request } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { House, root } from "../kit/house";
import { Person } from "../kit/person";
import { enter, seesAndHears, startMeeting } from "../kit/room";
import { expect, test } from "../kit/test";

type Proxy = { url: string; port: number; open: number; stop: () => Promise<void> };
type Kind = "nginx" | "caddy";

const programs: Record<Kind, readonly string[]> = { nginx: ["/usr/sbin/nginx"], caddy: ["/usr/bin/caddy"] };
const packages: Record<Kind, string> = { nginx: "nginx-light", caddy: "caddy" };

// The certificate is one of our own, which no browser knows.
test.use({ ignoreHTTPSErrors: true });

for (const kind of ["nginx", "caddy"] as const) {
  test(`behind ${kind}, set up as the sample says, the house works and counts each client by its own address`, async ({ browser }) => {
    const program = programs[kind].find((path) => existsSync(path));
    test.skip(!program, `${kind}: apt install ${packages[kind]}`);
    if (!program) return;
    process.env["COURTYARD_SERVER__TRUSTED_PROXIES"] = "127.0.0.1";
    const house = await House.start();
    delete process.env["COURTYARD_SERVER__TRUSTED_PROXIES"];
    let proxy: Proxy | undefined;
    const people: Person[] = [];
    try {
      proxy = await start(kind, program, house.port);
      const url = proxy.url;

      await test.step("plain HTTP leads to HTTPS, pages and the API answer", async () => {
        const led = await answer(plainRequest({ host: "127.0.0.1", port: proxy?.open, path: "/policy", headers: { host: "127.0.0.1" } }));
        expect([301, 308]).toContain(led.statusCode);
        expect(led.headers.location).toMatch(/^https:\/\//);
        const page = await ask(url, "/policy");
        expect(page.status).toBe(200);
        expect(page.headers["content-security-policy"]).toContain("default-src 'none'");
        const about = await ask(url, "/api/v1/house");
        expect(JSON.parse(about.body)).toMatchObject({ profile: house.profile });
      });

      await test.step("an address as long as that of a joining client comes through", async () => {
        const long = await ask(url, `/rtc/validate?access_token=none&join_request=${"x".repeat(20_000)}`);
        expect(long.status).toBe(401);
      });

      await test.step("what counts is the address the proxy saw, whatever the client claims", async () => {
        const guess = async (from: string, claim: string) => {
          return (await ask(url, "/api/v1/meetings/by-number/100000000", { from, headers: { "x-forwarded-for": claim } })).status;
        };
        const seen: number[] = [];
        for (let tries = 0; tries < 15; tries++) seen.push(await guess("127.0.0.2", `192.0.2.${tries}`));
        expect(seen.at(0)).toBe(404);
        expect(seen.at(-1), "the eleventh miss within a minute is refused").toBe(429);
        expect(await guess("127.0.0.3", "127.0.0.2"), "another client is not").toBe(404);
        expect((await ask(url, "/metrics")).status, "counts are not for those outside").toBe(404);
      });

      await test.step("two people meet through it: sign-up, stream and signalling pass", async () => {
        const host = await Person.arrive(browser, house, "李安娜", undefined, url);
        const guest = await Person.arrive(browser, house, "王波", undefined, url);
        people.push(host, guest);
        const sockets: string[] = [];
        host.page.on("websocket", (socket) => {
          socket.on("framereceived", () => sockets.push(new URL(socket.url()).pathname));
        });
        await host.signUp();
        const number = await startMeeting(host);
        await enter(host, { camera: true, microphone: true });
        await guest.page.goto(`/m/${number}`);
        await enter(guest, { camera: true, microphone: true }, true);
        for (const person of people) await seesAndHears(person, 1);
        expect(sockets.some((path) => path.startsWith("/rtc")), "meetings speak through the proxy").toBe(true);
        const first = await host.page.evaluate(async () => {
          const stream = new WebSocket(`wss://${location.host}/api/v1/stream?after=0`);
          const heard = await new Promise<string>((resolve, reject) => {
            stream.onmessage = (message) => resolve(String(message.data));
            stream.onerror = () => reject(new Error("the stream did not open"));
          });
          stream.close();
          return heard;
        });
        expect(JSON.parse(first)).toMatchObject({ seq: 1, kind: "account.opened" });
        const large = await host.page.evaluate(async () => {
          const body = new Blob([new Uint8Array(1_000_000)], { type: "image/png" });
          const sent = await fetch("/api/v1/me/avatar", { method: "PUT", headers: { "x-courtyard": "1", "content-type": "image/png" }, body });
          return { status: sent.status, ...((await sent.json()) as { code: string }) };
        });
        expect(large, "what is too large for a picture is the house's to say").toMatchObject({ status: 422, code: "avatar.not_picture" });
        expect(host.mistakes).toEqual([]);
      });
    } finally {
      for (const person of people) await person.leave();
      await proxy?.stop();
      await house.stop();
    }
  });
}

/** The sample with nothing changed but what its first lines say one changes, and the ports. */
async function start(kind: Kind, program: string, house: number): Promise<Proxy> {
  const folder = mkdtempSync(join(tmpdir(), `courtyard-${kind}-`));
  const [open, port] = [await freePort(), await freePort()];
  const { cert, key } = certificate(folder);
  const words = kind === "nginx" ? nginx(folder, { open, port, house, cert, key }) : caddy(folder, { open, port, house, cert, key });
  const child = spawn(program, words, { stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder } });
  let said = "";
  child.stderr.on("data", (bytes: Buffer) => (said += bytes.toString()));
  const url = `https://127.0.0.1:${port}`;
  const opened = async () => {
    if (child.exitCode !== null) throw new Error(`${kind} ended: ${said}`);
    return ask(url, "/healthz").then(({ status }) => status, () => 0);
  };
  try {
    await expect.poll(opened, { message: `${kind} opens` }).toBe(200);
  } catch (error) {
    await end(child);
    throw new Error(`${String(error)}\n${said}`);
  }
  return {
    url,
    port,
    open,
    stop: async () => {
      await end(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

type Place = { open: number; port: number; house: number; cert: string; key: string };

function nginx(folder: string, { open, port, house, cert, key }: Place): string[] {
  let site = sample("nginx.conf");
  site = put(site, "listen 80;", `listen 127.0.0.1:${open};`);
  site = put(site, "listen 443 ssl http2;", `listen 127.0.0.1:${port} ssl http2;`);
  site = put(site, "house.example;", "127.0.0.1;");
  site = put(site, "/etc/courtyard/fullchain.pem", cert);
  site = put(site, "/etc/courtyard/privkey.pem", key);
  site = put(site, "127.0.0.1:8080", `127.0.0.1:${house}`);
  writeFileSync(join(folder, "site.conf"), site);
  chmodSync(folder, 0o711); // its workers are somebody else, and keep large bodies here
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${join(folder, name)};`);
  const around = `daemon off; pid ${join(folder, "pid")}; error_log stderr; worker_processes 1; events {}
    http { access_log off; ${temporary.join(" ")} include ${join(folder, "site.conf")}; }`;
  writeFileSync(join(folder, "nginx.conf"), around);
  return ["-p", folder, "-e", "stderr", "-c", join(folder, "nginx.conf")];
}

function caddy(folder: string, { open, port, house, cert, key }: Place): string[] {
  let site = sample("Caddyfile");
  site = put(site, "house.example {", `https://127.0.0.1:${port} {\n\ttls ${cert} ${key}`);
  site = put(site, "127.0.0.1:8080 {", `127.0.0.1:${house} {`);
  // Caddy leads plain HTTP to HTTPS by itself; here on a port that needs no root.
  const around = `{\n\tadmin off\n\tskip_install_trust\n\thttp_port ${open}\n\thttps_port ${port}\n\tdefault_bind 127.0.0.1\n}\n`;
  writeFileSync(join(folder, "Caddyfile"), around + site);
  return ["run", "--config", join(folder, "Caddyfile"), "--adapter", "caddyfile"];
}

const sample = (name: string) => readFileSync(join(root, "docs/samples", name), "utf8");

function put(text: string, what: string, by: string): string {
  if (!text.includes(what)) throw new Error(`the sample has no ${what}`);
  return text.replaceAll(what, by);
}

function certificate(folder: string): { cert: string; key: string } {
  const [cert, key] = [join(folder, "fullchain.pem"), join(folder, "privkey.pem")];
  mkdirSync(folder, { recursive: true });
  const words = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  execFileSync("openssl", [...words, "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", cert], { stdio: "ignore" });
  return { cert, key };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((gone) => {
    child.once("exit", () => gone());
    child.kill("SIGTERM");
  });
}

type Wish = { from?: string; headers?: Record<string, string> };
type Answer = { status: number; headers: IncomingMessage["headers"]; body: string };

/** One request, from an address of loopback that the proxy sees as the client's. */
async function ask(url: string, path: string, { from, headers = {} }: Wish = {}): Promise<Answer> {
  const { hostname, port } = new URL(url);
  const asking = request({ hostname, port, path, headers, rejectUnauthorized: false, agent: false, ...(from ? { localAddress: from } : {}) });
  const response = await answer(asking);
  let text = "";
  for await (const piece of response) text += String(piece);
  return { status: response.statusCode ?? 0, headers: response.headers, body: text };
}

async function answer(asking: ReturnType<typeof request>): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    asking.once("response", resolve);
    asking.once("error", reject);
    asking.end();
  });
}

async function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const socket = createServer();
    socket.once("error", failed);
    socket.listen(0, "127.0.0.1", () => {
      const at = socket.address();
      socket.close(() => (at && typeof at === "object" ? found(at.port) : failed(new Error("no port"))));
    });
  });
}
