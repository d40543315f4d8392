/** A door station that is not ours: baresip, without a screen, in a network of its own. Needs root, as the closed network has it. */
import { expect } from "@playwright/test";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

type Said = { event?: true; type?: string; param?: string };
export type Account = { account: string; password: string; realm: string };

/** The film that the station shows: moving, 352 by 288, with a picture that stands alone once a second. */
const film = "-loglevel error -f lavfi -i testsrc=size=352x288:rate=15 -t 30 -c:v libx264 -preset ultrafast -profile:v baseline -g 15 -pix_fmt yuv420p";
const modules = ["stdio", "g711", "ausine", "aufile", "avcodec", "avformat", "fakevideo", "sndfile"];

export class Station {
  /** Where the house is for a station, and where the station is. */
  static readonly house = "10.81.0.1";
  private static readonly there = "10.81.0.2";
  private static readonly control = 4444;
  private readonly folder = mkdtempSync(join(tmpdir(), "courtyard-station-"));
  private phone: ChildProcess | undefined;
  private line: Socket | undefined;
  private readonly said: Said[] = [];
  /** What it had decoded before its last call. */
  private earlier: string[] = [];
  private read = Buffer.alloc(0);

  private constructor(private readonly far: ChildProcess) {}

  /** Lays its cable, or says nothing where we may not or there is no baresip. */
  static lay(): Station | undefined {
    const far = spawn("unshare", ["--net", "--", "sleep", "infinity"], { stdio: "ignore" });
    const station = new Station(far);
    try {
      execFileSync("sh", ["-c", "command -v baresip ffmpeg ffprobe"], { stdio: "pipe" });
      const pid = String(far.pid);
      execFileSync("sh", ["-c", `until [ "$(readlink /proc/${pid}/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do :; done`], { timeout: 5000 });
      ip("link", "add", "bell0", "type", "veth", "peer", "name", "door0", "netns", pid);
      ip("addr", "add", `${Station.house}/30`, "dev", "bell0");
      ip("link", "set", "bell0", "up");
      station.inside("ip", "link", "set", "lo", "up");
      station.inside("ip", "addr", "add", `${Station.there}/30`, "dev", "door0");
      station.inside("ip", "link", "set", "door0", "up");
      return station;
    } catch {
      station.remove();
      return undefined;
    }
  }

  /** Plugs it in; it registers at this port of the house. Beside it stands a phone that takes every call. */
  async start(port: number, door: Account, desk: Account): Promise<void> {
    execFileSync("ffmpeg", [...film.split(" "), join(this.folder, "door.mp4")], { stdio: "pipe" });
    mkdirSync(join(this.folder, "heard"));
    const at = ({ account, password }: Account, more: string) =>
      `<sip:${account}@${Station.house}:${port};transport=udp>;auth_user=${account};auth_pass=${password};audio_codecs=PCMA/8000/1;regint=60;${more}\n`;
    writeFileSync(join(this.folder, "accounts"), at(door, "video_codecs=h264") + at(desk, "answermode=auto"));
    writeFileSync(join(this.folder, "contacts"), "");
    writeFileSync(join(this.folder, "config"), this.config().join("\n"));
    const log = openSync(join(this.folder, "log"), "w");
    const words = ["--target", String(this.far.pid), "--net", "--", "baresip", "-f", this.folder];
    this.phone = spawn("nsenter", words, { stdio: ["ignore", log, log] });
    this.line = await this.reached();
    this.line.on("data", (bytes) => this.hear(bytes));
    // It may be registered before anybody listens to it.
    await expect.poll(() => this.log().match(/200 OK \(\) \[1 binding\]/g)?.length, { timeout: 20_000 }).toBe(2);
    this.tell("uafind", `sip:${door.account}@${Station.house}`);
  }

  private config(): string[] {
    const { folder } = this;
    return [
      "poll_method epoll",
      `sip_listen ${Station.there}:5062`,
      "call_local_timeout 120",
      "audio_source ausine,440",
      `snd_path ${folder}/heard`,
      "ausrc_srate 48000",
      "ausrc_channels 2",
      `video_source avformat,${folder}/door.mp4`,
      "video_display fakevideo,nil",
      "video_size 352x288",
      "video_bitrate 400000",
      "video_fps 15",
      "rtp_ports 30000-30090",
      "net_interface door0",
      "module_path /usr/lib/baresip/modules",
      ...modules.map((name) => `module ${name}.so`),
      ...["account", "menu", "ctrl_tcp"].map((name) => `module_app ${name}.so`),
      `ctrl_tcp_listen ${Station.there}:${Station.control}`,
      "",
    ];
  }

  private async reached(): Promise<Socket> {
    for (const until = Date.now() + 15_000; ; ) {
      const line = connect(Station.control, Station.there);
      const is = await new Promise<boolean>((found) => line.once("connect", () => found(true)).once("error", () => found(false)));
      if (is) return line;
      if (Date.now() > until) throw new Error(`the station does not start: ${this.log()}`);
      await new Promise((later) => setTimeout(later, 100));
    }
  }

  /** What its control connection says comes as netstrings. */
  private hear(bytes: Buffer): void {
    this.read = Buffer.concat([this.read, bytes]);
    for (;;) {
      const colon = this.read.indexOf(":");
      const size = colon < 0 ? Number.NaN : Number(this.read.subarray(0, colon).toString());
      if (Number.isNaN(size) || this.read.length < colon + size + 2) return;
      const said = JSON.parse(this.read.subarray(colon + 1, colon + 1 + size).toString()) as Said;
      if (said.type === "CALL_INCOMING") this.earlier = this.waves();
      this.said.push(said);
      this.read = this.read.subarray(colon + size + 2);
    }
  }

  /** Waits until it says such a thing; what it said before counts once. */
  async until(fits: (said: Said) => boolean, what: string): Promise<Said> {
    for (const until = Date.now() + 45_000; ; ) {
      const at = this.said.findIndex(fits);
      if (at >= 0) return this.said.splice(at, 1)[0] as Said;
      if (Date.now() > until) throw new Error(`in vain: ${what}; it said ${JSON.stringify(this.said.slice(-8))}; ${this.log()}`);
      await new Promise((later) => setTimeout(later, 50));
    }
  }

  private tell(command: string, params = ""): void {
    const text = JSON.stringify({ command, params });
    this.line?.write(`${Buffer.byteLength(text)}:${text},`);
  }

  /** A visitor dials this number. */
  dial(number: string, port: number): void {
    this.earlier = this.waves();
    this.tell("dial", `sip:${number}@${Station.house}:${port};transport=udp`);
  }

  /** The visitor presses a key in his call. */
  press(key: string): void {
    this.tell("sndcode", key);
  }

  hangUp(): void {
    this.tell("hangup");
  }

  log(): string {
    try {
      return readFileSync(join(this.folder, "log"), "utf8").slice(-3000);
    } catch {
      return "no log";
    }
  }

  /** The loudest sample of what it decoded in its last call: 0 where nobody spoke. */
  loudest(): number {
    let loudest = 0;
    const wave = this.wave();
    for (let at = 44; at + 1 < wave.length; at += 2) loudest = Math.max(loudest, Math.abs(wave.readInt16LE(at)));
    return loudest;
  }

  /** Waits until whoever spoke in its last call has ended: for a second and a half nothing more came. A visitor speaks then. */
  async heardOut(): Promise<void> {
    let [size, since] = [0, Date.now()];
    await expect
      .poll(() => {
        const now = this.wave().length;
        if (now !== size) [size, since] = [now, Date.now()];
        return size > 44 && Date.now() - since > 1_500;
      })
      .toBe(true);
  }

  /** What it decoded in its last call so far, as a WAVE file. */
  private wave(): Buffer {
    const name = this.waves().filter((name) => !this.earlier.includes(name)).at(-1);
    return name === undefined ? Buffer.alloc(0) : readFileSync(join(this.folder, "heard", name));
  }

  private waves(): string[] {
    return readdirSync(join(this.folder, "heard")).filter((name) => name.endsWith("dec.wav")).sort();
  }

  private inside(...words: string[]): void {
    execFileSync("nsenter", ["--target", String(this.far.pid), "--net", "--", ...words], { stdio: "pipe" });
  }

  remove(): void {
    this.line?.destroy();
    this.phone?.kill("SIGKILL");
    this.far.kill("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function ip(...words: string[]): void {
  execFileSync("ip", words, { stdio: "pipe" });
}
