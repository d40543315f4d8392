/**
 * The client's own log: the last things this page did, kept sealed in this browser and nowhere else until its person sends
 * them. An entry has a word of a closed list, and a place or an operation without ids; no content, no name, no number.
 */
import type { Kept } from "@/ui/kept";

export type Entry = { at: string; what: "page" | "call" | "crash" | "state"; text: string };

const MOST = 200;
const LONGEST = 120;
const AGE_MS = 7 * 86_400_000;

let ring: Entry[] | undefined;
let waiting: Entry[] = [];
let writing: Promise<void> | undefined;

/** Adds a line; what could name somebody is taken out, whoever wrote it. */
export function note(what: Entry["what"], text: string, now: Date = new Date()): void {
  waiting.push({ at: now.toISOString(), what, text: bare(text) });
  writing ??= write().finally(() => (writing = undefined));
}

/** What is there, the oldest first. */
export async function entries(): Promise<Entry[]> {
  await writing;
  return [...(await opened())];
}

export async function forgetLog(): Promise<void> {
  await writing;
  ring = [];
  waiting = [];
  await (await store())?.put("log", []);
}

/** The lines as a text of at most so many signs: the newest. */
export function asText(list: readonly Entry[], most: number): string {
  const lines = list.map(({ at, what, text }) => `${at} ${what} ${text}`);
  let length = 0;
  const fit = lines.reverse().filter((line) => (length += line.length + 1) <= most);
  return fit.reverse().join("\n");
}

/** What may stand in a line: signs of paths and codes; a run of four digits or a long word of mixed signs is an id. */
export function bare(text: string): string {
  return text
    .replace(/[?#]\S*/g, "")
    .replace(/[^\s/]*\d{4,}[^\s/]*/g, ":id")
    .replace(/[^\w\s/:.{}()-]/g, "…")
    .slice(0, LONGEST);
}

/** Keeps a list within its bounds. */
export function bounded(list: readonly Entry[], now: Date): Entry[] {
  const oldest = new Date(now.getTime() - AGE_MS).toISOString();
  return list.filter(({ at }) => at >= oldest).slice(-MOST);
}

/** Read when the first line is written, so that nobody waits for it. */
async function store(): Promise<Kept | undefined> {
  const kept = await import("@/ui/kept");
  return await kept.Kept.open();
}

async function opened(): Promise<Entry[]> {
  ring ??= ((await (await store())?.get("log").catch(() => undefined)) as Entry[] | undefined) ?? [];
  return ring;
}

async function write(): Promise<void> {
  try {
    while (waiting.length > 0) {
      const before = await opened();
      ring = bounded([...before, ...waiting.splice(0)], new Date());
      await (await store())?.put("log", ring);
    }
  } catch {
    // Without a store the lines live until the page is closed.
  }
}
