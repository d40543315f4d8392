/** The archive under the recovery key, as it lies in the house: what was said, the newest where not all has room. */
import { open, shut } from "./recovery";
import type { Bytes } from "./bytes";
import type { Archive, Line } from "./shapes";
import { isRefused, type Wire } from "./wire";

/** The house takes 2 MiB. */
const ROOM = 1_900_000;
const TRIES = 5;

interface At {
  recovery: Bytes;
  me: string;
}

function packed(content: Archive): Bytes {
  const all = Object.entries(content).flatMap(([id, lines]) => lines.map((line): [string, Line] => [id, line]));
  all.sort(([, one], [, other]) => (one.at < other.at ? 1 : -1));
  const kept: Archive = {};
  const encoder = new TextEncoder();
  let room = ROOM;
  for (const [id, line] of all) {
    room -= encoder.encode(JSON.stringify(line)).length + 1;
    if (room < 0) break;
    (kept[id] ??= []).unshift(line);
  }
  return encoder.encode(JSON.stringify({ form: 1, conversations: kept }));
}

/** What is there; nothing where the key opens nothing. */
export async function get(wire: Wire, { recovery, me }: At): Promise<{ version: number; content: Archive } | undefined> {
  const { version, content } = await wire.archive();
  const opened = content && (await open(recovery, me, content));
  if (!opened) return undefined;
  const { conversations } = JSON.parse(new TextDecoder().decode(opened)) as { conversations: Archive };
  return { version, content: conversations };
}

/** Replaces the version that is known; answers the one that stands then. */
export async function put(wire: Wire, { recovery, me, version }: At & { version: number }, content: Archive): Promise<number> {
  return await wire.putArchive(version, await shut(recovery, me, packed(content)));
}

/** Brings it up to date; what another device wrote meanwhile stays. Answers its version. */
export async function bring(wire: Wire, at: At & { version: number }, content: Archive): Promise<number> {
  let [{ version }, whole] = [at, content];
  for (let tries = 0; ; tries += 1) {
    try {
      return await put(wire, { ...at, version }, whole);
    } catch (error) {
      if (!isRefused(error, "sealed.version") || tries >= TRIES) throw error;
      const there = await get(wire, at);
      // Another key opens it by now: this browser has no part in it any longer.
      if (!there) return version;
      version = there.version;
      whole = together(there.content, content);
    }
  }
}

function together(one: Archive, other: Archive): Archive {
  const whole: Archive = { ...one };
  for (const [id, lines] of Object.entries(other)) {
    const bySeq = new Map<number, Line>();
    for (const line of [...(whole[id] ?? []), ...lines]) {
      // What one device saw taken back does not come again from another that has not seen it yet.
      if (bySeq.get(line.seq)?.kind !== "recalled") bySeq.set(line.seq, line);
    }
    whole[id] = [...bySeq.values()].sort((a, b) => a.seq - b.seq);
  }
  return whole;
}
