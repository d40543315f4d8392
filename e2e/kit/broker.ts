/** A broker for devices: a real Mosquitto with its dynamic-security on loopback, and devices that speak by its own clients. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { root } from "./house";

/** By which name and password a house signs in. */
const [USER, PASSWORD] = ["house", "kT9vq2LmXa"];

export type Gateway = { user: string; password: string; root: string };

export class Broker {
  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly serving: ChildProcess,
  ) {}

  static isThere(): boolean {
    return existsSync("/usr/sbin/mosquitto") && existsSync("/usr/bin/mosquitto_pub");
  }

  static async start(): Promise<Broker> {
    const folder = mkdtempSync(join(tmpdir(), "courtyard-broker-"));
    const port = await free();
    const [rules, conf] = [join(folder, "rules.json"), join(folder, "mosquitto.conf")];
    execFileSync("mosquitto_ctrl", ["dynsec", "init", rules, USER, PASSWORD], { stdio: "pipe" });
    const plugin = "/usr/lib/x86_64-linux-gnu/mosquitto_dynamic_security.so";
    const lines = ["per_listener_settings false", `listener ${port} 127.0.0.1`, "allow_anonymous false", "user root", "persistence false", `plugin ${plugin}`, `plugin_opt_config_file ${rules}`];
    writeFileSync(conf, `${lines.join("\n")}\n`);
    const serving = spawn("/usr/sbin/mosquitto", ["-c", conf], { stdio: "ignore" });
    await expect.poll(() => answers(port)).toBe(true);
    return new Broker(port, folder, serving);
  }

  /** What a house is told of it. */
  get settings(): Record<string, string> {
    return { COURTYARD_THINGS__BROKER: `mqtt://127.0.0.1:${this.port}`, COURTYARD_THINGS__USER: USER, COURTYARD_THINGS__PASSWORD: PASSWORD };
  }

  private words({ user, password }: Gateway): string[] {
    return ["-V", "mqttv5", "-h", "127.0.0.1", "-p", String(this.port), "-u", user, "-P", password, "-q", "1"];
  }

  /** A device says something at a topic of its own. */
  says(gateway: Gateway, topic: string, payload: string): void {
    execFileSync("mosquitto_pub", [...this.words(gateway), "-t", `${gateway.root}${topic}`, "-m", payload], { stdio: "pipe" });
  }

  /** A gateway announces what is behind it, as Zigbee2MQTT was heard to. */
  plays(gateway: Gateway): void {
    for (const line of readFileSync(join(root, "crates/things/tests/data/zigbee2mqtt.jsonl"), "utf8").trim().split("\n")) {
      const { topic, payload } = JSON.parse(line.replaceAll("{root}", gateway.root)) as { topic: string; payload: unknown };
      this.says(gateway, topic.slice(gateway.root.length), typeof payload === "string" ? payload : JSON.stringify(payload));
    }
  }

  /** The next message that a device hears at a topic of its own; it listens from when this is answered. */
  async hears(gateway: Gateway, topic: string): Promise<{ next: Promise<string> }> {
    const child = spawn("stdbuf", ["-oL", "mosquitto_sub", ...this.words(gateway), "-d", "-C", "1", "-W", "30", "-F", "heard %p", "-t", `${gateway.root}${topic}`], { stdio: ["ignore", "pipe", "ignore"] });
    let said = "";
    child.stdout.on("data", (bytes: Buffer) => (said += bytes.toString()));
    const next = new Promise<string>((heard) => child.once("close", () => heard(/^heard (.*)$/m.exec(said)?.[1] ?? "")));
    await expect.poll(() => /SUBACK|Subscribed/.test(said)).toBe(true);
    return { next };
  }

  stop(): void {
    this.serving.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function answers(port: number): Promise<boolean> {
  return await new Promise((told) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      told(true);
    });
    socket.once("error", () => told(false));
  });
}

export async function free(): Promise<number> {
  return await new Promise((found, failed) => {
    const socket = createServer();
    socket.listen(0, "127.0.0.1", () => {
      const at = socket.address();
      socket.close(() => (at && typeof at === "object" ? found(at.port) : failed(new Error("no port"))));
    });
  });
}
