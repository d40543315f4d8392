/** A box at a door: the real `courtyard-door`, and a phone's radio that Chromium emulates, which speaks with it. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import type { Browser, CDPSession, Page } from "@playwright/test";
import { binaryOfHouse, type House } from "./house";
import { expect } from "./test";

export class DoorBox {
  private readonly folder = mkdtempSync(join(tmpdir(), "courtyard-box-"));
  private running: ChildProcess | undefined;

  constructor(house: House) {
    const relay = `[relay]\nkind = "file"\npath = "${join(this.folder, "clicks")}"\n`;
    const link = `${house.url.replace("http", "ws")}/api/v1/door/link`;
    writeFileSync(join(this.folder, "door.toml"), `state = "${join(this.folder, "state")}"\nhouse = "${link}"\n${relay}`);
  }

  private run(word: string): ChildProcess {
    const program = join(dirname(binaryOfHouse()), "courtyard-door");
    return spawn(program, ["--config", join(this.folder, "door.toml"), word], { stdio: ["ignore", "pipe", "ignore"] });
  }

  /** Shows its code; `scan` gives it to the house. It runs from then on. */
  async pair(scan: (code: string) => Promise<void>): Promise<void> {
    const pairing = this.run("pair");
    const ended = new Promise<number | null>((done) => pairing.once("exit", done));
    for await (const line of createInterface({ input: pairing.stdout! })) {
      if (line.startsWith("courtyard-door:1:")) await scan(line.trim());
    }
    expect(await ended).toBe(0);
    this.running = this.run("run");
    await expect.poll(() => existsSync(join(this.folder, "state/socket"))).toBe(true);
  }

  /** A phone's way to it: one line, one answer. */
  async phone(): Promise<{ ask: (line: string) => Promise<string>; end: () => void }> {
    const socket: Socket = connect(join(this.folder, "state/socket"));
    const answers = createInterface({ input: socket })[Symbol.asyncIterator]();
    const ask = async (line: string) => {
      socket.write(`${line}\n`);
      return (await answers.next()).value as string;
    };
    return { ask, end: () => socket.destroy() };
  }

  clicks(): number {
    const file = join(this.folder, "clicks");
    return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").length : 0;
  }

  stop(): void {
    this.running?.kill("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const NONCE = "8f1d0001-6a3b-4c55-9d0e-5c0f7a2b9e41";
const ANSWER = "8f1d0002-6a3b-4c55-9d0e-5c0f7a2b9e41";
const WORD = "8f1d0003-6a3b-4c55-9d0e-5c0f7a2b9e41";

export const serviceOf = (number: string): string =>
  Buffer.from(number, "base64url").toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");

/** What is in the air about a phone: doors, each with a name of its own and the service that it announces. */
export class Air {
  /** What the browser listed each time that it asked. */
  readonly listed: string[][] = [];
  /** What the page wrote to doors. */
  readonly written: string[] = [];
  private readonly doors = new Map<string, { service: string; box: DoorBox | undefined }>();
  /** Characteristics as Chromium numbers them, and which of them a number is. */
  private readonly known = new Map<string, { uuid: string; address: string }>();
  private readonly words = new Map<string, string>();
  private readonly phones = new Map<string, Awaited<ReturnType<DoorBox["phone"]>>>();

  private constructor(private readonly radio: CDPSession) {}

  static async about(browser: Browser, page: Page): Promise<Air> {
    const radio = await browser.newBrowserCDPSession();
    const air = new Air(radio);
    await radio.send("BluetoothEmulation.enable" as never, { state: "powered-on", leSupported: true } as never);
    const on = radio as unknown as { on: (name: string, heard: (event: Record<string, string>) => void) => void };
    on.on("BluetoothEmulation.gattOperationReceived", (event) => void air.gatt(event));
    on.on("BluetoothEmulation.characteristicOperationReceived", (event) => void air.asked(event));
    const prompts = await page.context().newCDPSession(page);
    await prompts.send("DeviceAccess.enable");
    let chosen = "";
    prompts.on("DeviceAccess.deviceRequestPrompted", ({ id, devices }) => {
      if (devices.length === 0 || chosen === id) return;
      chosen = id;
      air.listed.push(devices.map(({ id: address }) => address));
      void prompts.send("DeviceAccess.selectPrompt", { id, deviceId: devices[0]!.id });
    });
    return air;
  }

  private send(name: string, words: object): Promise<Record<string, string>> {
    return this.radio.send(`BluetoothEmulation.${name}` as never, words as never) as Promise<Record<string, string>>;
  }

  /** A door announces itself. */
  async hears(address: string, service: string, box?: DoorBox): Promise<void> {
    this.doors.set(address, { service, box });
    await this.send("simulatePreconnectedPeripheral", { address, name: address, manufacturerData: [], knownServiceUuids: [service] });
  }

  private async gatt({ address = "", type = "" }: Record<string, string>): Promise<void> {
    const door = this.doors.get(address);
    if (type === "discovery" && door && ![...this.known.values()].some((one) => one.address === address)) {
      const { serviceId } = await this.send("addService", { address, serviceUuid: door.service });
      for (const uuid of [NONCE, ANSWER, WORD]) {
        const properties = uuid === ANSWER ? { write: true } : { read: true };
        const { characteristicId } = await this.send("addCharacteristic", { serviceId, characteristicUuid: uuid, properties });
        this.known.set(characteristicId!, { uuid, address });
      }
    }
    await this.send("simulateGATTOperationResponse", { address, type, code: 0 });
  }

  private async asked({ characteristicId = "", type = "", data = "" }: Record<string, string>): Promise<void> {
    const { uuid, address } = this.known.get(characteristicId)!;
    const phone = this.phones.get(address) ?? (await this.doors.get(address)!.box!.phone());
    this.phones.set(address, phone);
    let answer: Buffer | undefined;
    if (uuid === NONCE) answer = Buffer.from(await phone.ask("nonce"), "base64url");
    if (uuid === WORD) answer = Buffer.from(this.words.get(address) ?? "");
    if (uuid === ANSWER) {
      const bytes = Buffer.from(data, "base64");
      const token = `token ${bytes.subarray(0, 16).toString("base64url")} ${bytes.subarray(16).toString("base64url")}`;
      this.written.push(token);
      this.words.set(address, await phone.ask(token));
    }
    await this.send("simulateCharacteristicOperationResponse", { characteristicId, type, code: 0, ...(answer ? { data: answer.toString("base64") } : {}) });
  }

  /** Says to a door once more what a page wrote. */
  async again(address: string, token: string): Promise<string> {
    return this.phones.get(address)!.ask(token);
  }

  async end(): Promise<void> {
    for (const phone of this.phones.values()) phone.end();
    await this.radio.detach();
  }
}
