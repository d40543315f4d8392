/** A house of its own for the tests: the real binary, on a fresh data folder, on loopback. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createWriteStream, existsSync, mkdirSync, mkdtempSync, rmSync, type WriteStream, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export const root = resolve(import.meta.dirname, "../..");

/** Where pictures and logs lie when a run is over. */
export const kept = join(root, "target/e2e-kept");

export type Letter = { at: string; kind: "sms" | "mail"; to: string; text: string; code?: string };

export type HouseWish = {
  /** An address beside loopback at which others on a cable find it. */
  reachable?: string;
  /** As a keeper would open it: not for looking around, over HTTPS, on a folder that is empty. */
  real?: boolean;
  /** The name at which browsers find it; a passkey wants one. */
  host?: string;
  /** It is set up before it opens, as by `courtyard setup`, and has this keeper. */
  keeper?: { name: string; login: string; password: string };
  /** The doorplate, where the test is about one. */
  profile?: string;
  /** Settings beside the usual ones, as a keeper would set them in the environment. */
  settings?: Record<string, string>;
};

export class House {
  readonly data = mkdtempSync(join(tmpdir(), "courtyard-e2e-"));
  private running: ChildProcess | undefined;
  private readonly log: WriteStream;

  private constructor(
    readonly port: number,
    private readonly udp: number,
    private readonly tcp: number,
    readonly profile: string,
    private readonly wish: HouseWish,
  ) {
    mkdirSync(kept, { recursive: true });
    this.log = createWriteStream(join(kept, "house.log"), { flags: "a" });
  }

  static async start(wish: HouseWish = {}): Promise<House> {
    const profile = wish.profile ?? process.env["COURTYARD_TEST_PROFILE"] ?? "courtyard";
    const house = new House(await freePort(), await freePort(), await freePort(), profile, wish);
    if (wish.keeper) house.setUp(wish.keeper);
    await house.open();
    return house;
  }

  get url(): string {
    return `${this.wish.real ? "https" : "http"}://${this.wish.host ?? "127.0.0.1"}:${this.port}`;
  }

  /** The process of the server, for those who look at it from outside. */
  get pid(): number {
    const pid = this.running?.pid;
    if (!pid) throw new Error("the house is not running");
    return pid;
  }

  private setUp({ name, login, password }: NonNullable<HouseWish["keeper"]>): void {
    const file = join(this.data, "first-day.toml");
    const contact = `name = "${name}"\nemail = "privacy@house.example"\nphone = "010-12345678"\naddress = "胡同一号"`;
    const lines = [`profile = "${this.profile}"`, "[house]", 'legal_name = "四合院测试有限公司"', `public_url = "${this.url}"`, "[house.contact]", contact];
    writeFileSync(file, [...lines, "[keeper]", `name = "${name}"`, `login = "${login}"`, `password = "${password}"`].join("\n"));
    const ports = { COURTYARD_MEDIA__UDP_PORT: String(this.udp), COURTYARD_MEDIA__TCP_PORT: String(this.tcp) };
    const words = ["setup", "--from", file, "--data", join(this.data, "house")];
    execFileSync(binaryOfHouse(), words, { env: { ...process.env, ...ports }, stdio: "pipe" });
  }

  /** All that the server has said on its terminal since it was opened last. */
  said = "";

  /** Opens the door, on the same ports and data as before. */
  async open(): Promise<void> {
    const binary = binaryOfHouse();
    const listen = `${this.wish.reachable ? "0.0.0.0" : "127.0.0.1"}:${this.port}`;
    const words = ["serve", "--data", join(this.data, "house"), "--listen", listen];
    if (!this.wish.real) words.push("--dev", "--profile", this.profile);
    const settings: Record<string, string> = { COURTYARD_MEDIA__UDP_PORT: String(this.udp), COURTYARD_MEDIA__TCP_PORT: String(this.tcp) };
    // Real work, but little of it: several browsers share two cores here.
    settings["COURTYARD_ACCOUNTS__PROOF_BITS"] ??= "10";
    if (this.wish.reachable) settings["COURTYARD_MEDIA__ANNOUNCE"] = this.wish.reachable;
    if (this.wish.real) Object.assign(settings, certificate(this.data));
    Object.assign(settings, this.wish.settings);
    const child = spawn(binary, words, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...settings } });
    this.running = child;
    child.stderr.pipe(this.log, { end: false });
    await new Promise<void>((ready, failed) => {
      this.said = "";
      child.stdout.on("data", (bytes: Buffer) => {
        this.log.write(bytes);
        this.said += bytes.toString();
        if (/listening on http/.test(this.said)) ready();
      });
      child.once("error", failed);
      child.once("exit", (code) => failed(new Error(`the house closed with ${code} before it opened; see target/e2e-kept/house.log`)));
    });
  }

  /** Closes the door in order and opens it again, with these settings beside the others. */
  async again(settings: Record<string, string> = {}): Promise<void> {
    await this.end("SIGTERM");
    Object.assign((this.wish.settings ??= {}), settings);
    await this.open();
  }

  /** Pulls the plug: no farewell, no flush. */
  async kill(): Promise<void> {
    await this.end("SIGKILL");
  }

  async stop(): Promise<void> {
    await this.end("SIGTERM");
    this.log.end();
    rmSync(this.data, { recursive: true, force: true });
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.running;
    this.running = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    await new Promise<void>((gone) => {
      child.removeAllListeners("exit");
      child.once("exit", () => gone());
      child.kill(signal);
    });
  }

  /** The newest code that was sent to a number, or to an address. */
  async codeFor(phone: string, kind: Letter["kind"] = "sms"): Promise<string> {
    const answer = await fetch(`${this.url}/dev/outbox`);
    const { items } = (await answer.json()) as { items: Letter[] };
    const mine = items.filter((letter) => letter.kind === kind && letter.to.endsWith(phone) && letter.code);
    mine.sort((one, other) => one.at.localeCompare(other.at));
    const code = mine.at(-1)?.code;
    if (!code) throw new Error(`no code was sent to ${phone}`);
    return code;
  }

  /** What the last text message to a number that says such a thing says of it. */
  async told(phone: string, what: RegExp): Promise<string | undefined> {
    const answer = await fetch(`${this.url}/dev/outbox`);
    const { items } = (await answer.json()) as { items: Letter[] };
    const found = items.filter((letter) => letter.to.endsWith(phone)).map((letter) => what.exec(letter.text)?.[0]);
    return found.filter((text) => text !== undefined).at(-1);
  }

  /** Moves every clock of the house but that of the media engine. */
  async advance(seconds: number): Promise<void> {
    const answer = await fetch(`${this.url}/dev/clock`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-courtyard": "1", "idempotency-key": crypto.randomUUID() },
      body: JSON.stringify({ advance_s: seconds }),
    });
    if (!answer.ok) throw new Error(`POST /dev/clock: ${answer.status}`);
  }
}

export function binaryOfHouse(): string {
  const binary = process.env["COURTYARD_BINARY"] ?? join(root, "target/xtask/courtyard");
  if (!existsSync(binary)) throw new Error(`there is no ${binary}: cargo xtask test builds it`);
  return binary;
}

/** A certificate of its own for 127.0.0.1, as a keeper without a name in the world would make one. */
function certificate(folder: string): Record<string, string> {
  const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  if (!existsSync(cert)) {
    const words = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"];
    execFileSync("openssl", [...words, "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", cert], { stdio: "pipe" });
  }
  return { COURTYARD_SERVER__TLS_CERT: cert, COURTYARD_SERVER__TLS_KEY: key };
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
