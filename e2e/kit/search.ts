/** Looks for words where they must not be: in every file of a house and in the memory of its server. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { House } from "./house";

/** Each word as it might lie somewhere: as it is, in UTF-16, in base64 at each of its three offsets. */
function shapes(words: string): Buffer[] {
  const plain = Buffer.from(words, "utf8");
  const encoded = [0, 1, 2].map((offset) => {
    const shifted = Buffer.concat([Buffer.alloc(offset), plain]).toString("base64").replace(/=+$/, "");
    return Buffer.from(shifted.slice(offset === 0 ? 0 : offset + 1, -2));
  });
  return [plain, Buffer.from(words, "utf16le"), ...encoded];
}

/** The files of a house in which one of these words stands. */
export function filesWith(house: House, words: readonly string[]): string[] {
  const found: string[] = [];
  const look = (folder: string) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) look(path);
      else if (entry.isFile() && holds(readFileSync(path), words)) found.push(path);
    }
  };
  look(house.data);
  return found;
}

/** Whether the server's memory holds one of these words; nothing where we may not look. */
export function memoryHolds(house: House, words: readonly string[]): boolean | undefined {
  const folder = mkdtempSync(join(tmpdir(), "courtyard-core-"));
  try {
    const dumped = spawnSync("gcore", ["-o", join(folder, "core"), String(house.pid)], { stdio: "ignore" });
    if (dumped.status !== 0) return undefined;
    const core = join(folder, `core.${house.pid}`);
    return words.some((word) => shapes(word).some((shape) => stands(core, shape)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A core is larger than a buffer may be; grep reads it in a stream. */
function stands(file: string, shape: Buffer): boolean {
  const pattern = [...shape].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");
  try {
    execFileSync("grep", ["-qaP", pattern, file], { env: { ...process.env, LC_ALL: "C" } });
    return true;
  } catch {
    return false;
  }
}

function holds(bytes: Buffer, words: readonly string[]): boolean {
  return words.some((word) => shapes(word).some((shape) => bytes.includes(shape)));
}
