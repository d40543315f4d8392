/** A browser in a network of its own, at the end of a cable that can be pulled. Needs root, as the closed network has it. */
import { type Browser, chromium } from "@playwright/test";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import config from "../playwright.config";

export class Cable {
  static readonly here = "10.78.0.1";
  private static readonly there = "10.78.0.2";
  private readonly folder = mkdtempSync(join(tmpdir(), "courtyard-far-"));

  private constructor(private readonly far: ChildProcess) {}

  /** Lays the cable, or says nothing where we may not. */
  static lay(): Cable | undefined {
    const far = spawn("unshare", ["--net", "--", "sleep", "infinity"], { stdio: "ignore" });
    const cable = new Cable(far);
    try {
      const pid = String(far.pid);
      // `unshare` has become `sleep` once its network is another than ours.
      execFileSync("sh", ["-c", `until [ "$(readlink /proc/${pid}/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do :; done`], { timeout: 5000 });
      ip(["link", "add", "far0", "type", "veth", "peer", "name", "far1", "netns", pid]);
      ip(["addr", "add", `${Cable.here}/24`, "dev", "far0"]);
      ip(["link", "set", "far0", "up"]);
      // What is sent to a pulled cable is lost, and does not look for another way.
      ip(["route", "replace", "blackhole", "10.78.0.0/24", "metric", "9999"]);
      cable.there(["link", "set", "lo", "up"]);
      cable.there(["addr", "add", `${Cable.there}/24`, "dev", "far1"]);
      cable.there(["link", "set", "far1", "up"]);
      return cable;
    } catch {
      cable.remove();
      return undefined;
    }
  }

  /** Opens a browser at the far end; it takes the address of the house for a safe one, as HTTPS would be. */
  async browser(origin: string): Promise<Browser> {
    const wrapper = join(this.folder, "chromium");
    writeFileSync(wrapper, `#!/bin/sh\nexec nsenter --target ${this.far.pid} --net -- /usr/bin/chromium "$@"\n`);
    chmodSync(wrapper, 0o755);
    const flags = [...(config.use?.launchOptions?.args ?? []), `--unsafely-treat-insecure-origin-as-secure=${origin}`];
    return chromium.launch({ executablePath: wrapper, args: flags });
  }

  pull(): void {
    ip(["link", "set", "far0", "down"]);
  }

  plug(): void {
    ip(["link", "set", "far0", "up"]);
  }

  remove(): void {
    this.far.kill("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  }

  private there(words: string[]): void {
    execFileSync("nsenter", ["--target", String(this.far.pid), "--net", "--", "ip", ...words], { stdio: "pipe" });
  }
}

function ip(words: string[]): void {
  execFileSync("ip", words, { stdio: "pipe" });
}
