import { expect, test } from "vitest";
import type { ChatFile } from "./shapes";
import { Tray, type TrayWire } from "./tray.model";

const passing = new Error("the line is gone");
const MIB = 1 << 20;

/** A house that keeps what it acknowledged, and a line that breaks when it is told to. */
function house() {
  const kept = new Map<string, number>();
  let breaks = 0;
  const dropped: string[] = [];
  const sizes: number[] = [];
  const line = () => {
    if (breaks > 0) {
      breaks -= 1;
      throw passing;
    }
  };
  const wire: TrayWire = {
    prepare: async (file) => ({ head: { name: file.name, type: file.type, size: file.size }, body: file }),
    begin: async () => {
      line();
      const path = `/files/file_${kept.size}`;
      kept.set(path, 0);
      return path;
    },
    standing: async (path) => kept.get(path) ?? 0,
    append: async (path, offset, part) => {
      line();
      expect(offset).toBe(kept.get(path));
      sizes.push(part.size);
      kept.set(path, offset + part.size);
      return offset + part.size;
    },
    show: async () => undefined,
    drop: async (path) => void dropped.push(path),
    passing: (error) => error === passing,
    rest: async () => undefined,
    look: () => "look",
    forget: () => undefined,
  };
  return { wire, kept, sizes, dropped, breaksFor: (times: number) => (breaks = times) };
}

const file = (name: string, size: number) => new File([new Uint8Array(size)], name, { type: "text/plain" });

async function until(done: () => boolean): Promise<void> {
  for (let turns = 0; turns < 1000 && !done(); turns += 1) await new Promise((next) => setTimeout(next));
  expect(done()).toBe(true);
}

function told() {
  const said: { text: string; files: readonly ChatFile[] }[] = [];
  return { said, say: (text: string, _: number | null, files: readonly ChatFile[]) => void said.push({ text, files }) };
}

test("what is sent before it is there leaves when it is, and goes on where the line broke", async () => {
  const { wire, sizes, breaksFor } = house();
  const { said, say } = told();
  const tray = new Tray(wire, "c", say);
  tray.add([file("a.txt", 2 * MIB + 5), file("b.txt", 3)]);
  tray.send("两个", null);
  breaksFor(3);
  expect(tray.snapshot().items).toEqual([]);
  expect(said).toEqual([]);
  await until(() => said.length === 1);
  expect(said[0]?.files.map(({ name }) => name)).toEqual(["a.txt", "b.txt"]);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(2 * MIB + 8);
  expect(tray.snapshot().leaving).toEqual([]);
});

test("what the house refuses waits for its person, who drops it, and the rest leaves", async () => {
  const { wire, dropped } = house();
  const { said, say } = told();
  const refused = { ...wire, begin: async (conversation: string, head: { name: string; type: string; size: number }) => (head.name === "b.txt" ? await Promise.reject(new Error("too large")) : await wire.begin(conversation, head)) };
  const tray = new Tray(refused, "c", say);
  tray.add([file("a.txt", 1), file("b.txt", 1)]);
  tray.send("x", null);
  await until(() => tray.snapshot().leaving[0]?.items.some(({ state }) => state === "refused") === true);
  expect(said).toEqual([]);
  tray.remove(tray.snapshot().leaving[0]?.items.find(({ name }) => name === "b.txt")?.key ?? 0);
  await until(() => said.length === 1);
  expect(said[0]?.files.length).toBe(1);
  expect(dropped).toEqual([]);
});

test("what is taken out is given up, and more than a message holds is not taken in", async () => {
  const { wire, dropped } = house();
  const { said, say } = told();
  const tray = new Tray(wire, "c", say);
  expect(tray.add(Array.from({ length: 32 }, (_, at) => file(`${at}.txt`, 1)))).toBe(2);
  await until(() => tray.snapshot().items.every(({ state }) => state === "done"));
  tray.remove(tray.snapshot().items[0]?.key ?? 0);
  expect([dropped.length, tray.snapshot().items.length, said.length]).toEqual([1, 29, 0]);
});
