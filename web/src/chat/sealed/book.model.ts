/**
 * The sealed conversations of one person in one browser: reads them in the order of the house, says things, lets devices in and
 * puts them out, and keeps the archive. One page at a time does so: whoever calls goes through `turn`.
 */
import { fromBase64, toBase64, toBase64Url } from "@/api/base64";
import { changeOf, joinPlace, type Joined } from "./joining";
import type { Keep } from "./keep";
import * as archives from "./archive";
import * as mls from "./mls";
import type { Line, Own, Packages, Place, Standing } from "./shapes";
import { isRefused, knownOf, type Event, type Wire } from "./wire";
import type { Bytes } from "./bytes";

const TRIES = 6;
const PACKAGES = 20;
const PACKAGES_LOW = 8;
/** Packages are good for eighty days; after thirty there are new ones. */
const RENEW_MS = 30 * 86_400_000;

/** No other device lets this one in, and it cannot come in from outside. */
export class NotThere extends Error {
  override name = "NotThere";
}

/** What the house says of the devices: what each signs by, and whose it is. */
interface Named {
  known: mls.Known;
  people: ReadonlyMap<string, string>;
}

type Turn = <T>(work: () => Promise<T>) => Promise<T>;

export class SealedBook {
  private own: Own | undefined;

  constructor(
    private readonly wire: Wire,
    private readonly keep: Keep,
    readonly me: string,
    private readonly turn: Turn,
  ) {}

  async standing(): Promise<Standing> {
    if (!(await mls.isAble())) return "unable";
    if (await this.device()) return "ready";
    return (await this.wire.archive()).version > 0 ? "elsewhere" : "fresh";
  }

  /** This browser as a device; nothing where it is none, or was removed elsewhere. */
  async device(): Promise<Own | undefined> {
    this.own ??= (await this.keep.get("own")) as Own | undefined;
    return this.own;
  }

  /** Becomes a device with a fresh recovery key: what an older key opened is given up. */
  async make(recovery: Bytes): Promise<void> {
    await this.turn(async () => {
      const { version } = await this.wire.archive();
      const kept = await archives.put(this.wire, { recovery, version, me: this.me }, {});
      await this.enter(recovery, kept);
    });
  }

  /** Becomes a device by the recovery key; `false` where it opens nothing. */
  async recover(recovery: Bytes): Promise<boolean> {
    return await this.turn(async () => {
      const found = await archives.get(this.wire, { recovery, me: this.me });
      if (!found) return false;
      await this.enter(recovery, found.version);
      const values = Object.entries(found.content).map(([id, lines]) => [`lines:${id}`, lines]);
      await this.keep.put({ ids: Object.keys(found.content), ...Object.fromEntries(values) });
      return true;
    });
  }

  private async enter(recovery: Bytes, version: number): Promise<void> {
    const keys = await mls.makeSigner();
    const device = await this.wire.addDevice(keys.publicKey);
    this.own = { signer: { device, ...keys }, recovery, version };
    await this.keep.put({ own: this.own });
    await this.renew();
  }

  /** Lays packages there, where few are left or they grow old. */
  async renew(now = new Date()): Promise<void> {
    const own = await this.device();
    if (!own) return;
    const before = (await this.keep.get("packages")) as Packages | undefined;
    const isOld = !before || now.getTime() - Date.parse(before.madeAt) > RENEW_MS;
    if (!isOld && (await this.wire.waiting(own.signer.device)) >= PACKAGES_LOW) return;
    const fresh = await Promise.all(Array.from({ length: PACKAGES }, async () => await mls.makePackage(own.signer, now)));
    const lasting = isOld ? await mls.makePackage(own.signer, now) : before.lasting;
    const single = [...(before?.single ?? []), ...(isOld && before ? [before.lasting] : []), ...fresh].slice(-6 * PACKAGES);
    await this.keep.put({ packages: { single, lasting, madeAt: isOld ? now.toISOString() : before.madeAt } satisfies Packages });
    await this.wire.putPackages(own.signer.device, fresh.map((one) => one.shown), isOld ? lasting.shown : undefined);
  }

  /** Begins to write to somebody, or goes on. */
  async begin(person: string): Promise<string> {
    const id = await this.wire.begin(person);
    await this.follow(id);
    return id;
  }

  async lines(id: string): Promise<Line[]> {
    return ((await this.keep.get(`lines:${id}`)) as Line[] | undefined) ?? [];
  }

  async waiting(id: string): Promise<readonly string[]> {
    return (((await this.keep.get(`group:${id}`)) as Place | undefined)?.waiting ?? []).map((one) => one.text);
  }

  /** Reads what came. */
  async follow(id: string): Promise<Line[]> {
    return await this.turn(async () => {
      await this.read(id);
      await this.flush(id);
      return await this.lines(id);
    });
  }

  /** Says something; it waits here where the house is not reached. */
  async say(id: string, text: string): Promise<Line[]> {
    return await this.turn(async () => {
      const place = await this.read(id);
      const mark = toBase64Url(crypto.getRandomValues(new Uint8Array(18)));
      await this.keep.put({ [`group:${id}`]: { ...place, waiting: [...place.waiting, { mark, text }] } satisfies Place });
      await this.flush(id);
      return await this.lines(id);
    });
  }

  /** The devices of the two as the house names them, and which of them are in the group. */
  async devices(id: string): Promise<{ device: string; person: string; signs: Uint8Array; isIn: boolean; isThis: boolean }[]> {
    const [{ devices }, place] = [await this.wire.group(id), (await this.keep.get(`group:${id}`)) as Place | undefined];
    const there = new Set(place ? mls.leaves(place.kept).map((leaf) => leaf.device) : []);
    const own = this.own?.signer.device;
    return devices.map((one) => ({ device: one.id, person: one.person, signs: fromBase64(one.signs), isIn: there.has(one.id), isThis: one.id === own }));
  }

  /** A device of mine takes part no longer; the next that is said puts it out of each group. */
  async removeDevice(device: string): Promise<void> {
    await this.wire.removeDevice(device);
    if (device !== this.own?.signer.device) return;
    this.own = undefined;
    await this.keep.clear();
  }

  async checked(id: string): Promise<string | undefined> {
    return (await this.keep.get(`checked:${id}`)) as string | undefined;
  }

  async check(id: string, number: string): Promise<void> {
    await this.keep.put({ [`checked:${id}`]: number });
  }

  private async place(id: string): Promise<Place> {
    const there = (await this.keep.get(`group:${id}`)) as Place | undefined;
    if (there) return there;
    const own = await this.device();
    if (!own) throw new NotThere();
    for (let tries = 0; tries < TRIES; tries += 1) {
      const joined: Joined | undefined = await joinPlace(this.wire, this.keep, own.signer, this.me, id);
      if (joined) return await this.enterPlace(id, joined);
    }
    throw new NotThere();
  }

  private async enterPlace(id: string, { place, line, packages }: Joined): Promise<Place> {
    const lines = line ? [...(await this.lines(id)), line] : await this.lines(id);
    const ids = [...new Set([...(((await this.keep.get("ids")) as string[] | undefined) ?? []), id])];
    await this.keep.put({ ids, [`group:${id}`]: place, [`lines:${id}`]: lines, ...(packages ? { packages } : {}) });
    return place;
  }

  private async read(id: string): Promise<Place> {
    let place = await this.place(id);
    const { devices } = await this.wire.group(id);
    const known = knownOf(devices);
    const people = new Map(devices.map((one) => [one.id, one.person]));
    for (;;) {
      const page = await this.wire.page(id, place.at);
      const lines: Line[] = [];
      const recalls = page.filter(({ kind }) => kind === "recall");
      for (const event of page) {
        const next = await this.one(place, { known, people }, event);
        if (!next) {
          place = await this.back(id);
          break;
        }
        place = next.place;
        if (next.line) lines.push(next.line);
      }
      const isMore = page.length > 0 && place.at >= (page.at(-1)?.seq ?? 0);
      if (lines.length > 0 || isMore) {
        const all = takenBack(merged(await this.lines(id), lines), recalls);
        await this.keep.put({ [`group:${id}`]: place, [`lines:${id}`]: all });
      }
      if (recalls.length > 0 || lines.some((line) => line.kind !== "changed")) await this.keepArchive();
      if (!isMore) return place;
    }
  }

  /** One event; nothing where this device cannot follow the group any further. */
  private async one(place: Place, { known, people }: Named, event: Event): Promise<{ place: Place; line?: Line } | undefined> {
    const { seq, by, at } = event;
    const passed = { ...place, at: seq };
    if (event.kind !== "message" && event.kind !== "change") return { place: passed };
    if (event.cipher === null) {
      if (event.kind === "change") return undefined;
      return { place: passed, line: { kind: event.recalled ? "recalled" : "unreadable", seq, by, at } };
    }
    const said = place.waiting.find((one) => one.cipher === event.cipher);
    if (said) {
      const waiting = place.waiting.filter((one) => one !== said);
      return { place: { ...passed, waiting }, line: { kind: "said", seq, by, at, text: said.text } };
    }
    if (place.changing?.cipher === event.cipher) {
      const { next, came, went } = place.changing;
      return { place: { ...passed, kept: next, changing: undefined }, line: { kind: "changed", seq, by, at, came, went } };
    }
    try {
      const taken = await mls.take(place.kept, known, fromBase64(event.cipher));
      if (taken.isOut) return undefined;
      const next: Place = { ...passed, kept: taken.next };
      if (!taken.said) return { place: { ...next, changing: undefined }, line: { kind: "changed", seq, by, at, came: taken.came, went: taken.went } };
      // The house says who wrote it, and the device that signed it is somebody's: where the two differ, it is nobody's words.
      if ((people.get(taken.said.device) ?? by) !== by) return { place: next, line: { kind: "unreadable", seq, by, at } };
      const text = new TextDecoder().decode(taken.said.words);
      return { place: next, line: { kind: "said", seq, by, at, text } };
    } catch {
      // Of what was said nothing more is known; a change that does not open leaves this device behind.
      return event.kind === "change" ? undefined : { place: passed, line: { kind: "unreadable", seq, by, at } };
    }
  }

  /** Left behind or put out: it comes in again from outside, where the house still names it. */
  private async back(id: string): Promise<Place> {
    const [own, old] = [await this.device(), (await this.keep.get(`group:${id}`)) as Place | undefined];
    if (!own) throw new NotThere();
    const { devices } = await this.wire.group(id);
    if (!devices.some((one) => one.id === own.signer.device)) {
      this.own = undefined;
      await this.keep.clear();
      throw new NotThere();
    }
    for (let tries = 0; tries < TRIES; tries += 1) {
      const joined = await joinPlace(this.wire, this.keep, own.signer, this.me, id, true);
      if (joined) return await this.enterPlace(id, { ...joined, place: { ...joined.place, waiting: old?.waiting ?? [] } });
    }
    throw new NotThere();
  }

  /** Sends what waits, one after another; what was encrypted for an epoch that is over is encrypted again. */
  private async flush(id: string): Promise<void> {
    for (let tries = 0; tries < TRIES; ) {
      let place = (await this.keep.get(`group:${id}`)) as Place;
      const [first] = place.waiting;
      if (!first) return;
      const known = knownOf((await this.wire.group(id)).devices);
      const strangers = mls.strangers(place.kept, known);
      if (strangers.length > 0) {
        await this.putOut(id, place, known, strangers);
        tries += 1;
        continue;
      }
      let cipher = first.epoch === mls.epochOf(place.kept) ? first.cipher : undefined;
      if (!cipher) {
        const made = await mls.say(place.kept, known, new TextEncoder().encode(first.text));
        cipher = toBase64(made.cipher);
        const one = { ...first, cipher, epoch: mls.epochOf(made.next) };
        place = { ...place, kept: made.next, waiting: [one, ...place.waiting.slice(1)] };
        // Before it goes out: the key by which it was encrypted must not be there again.
        await this.keep.put({ [`group:${id}`]: place });
      }
      try {
        await this.wire.send(id, first.mark, cipher);
      } catch (error) {
        if (!isRefused(error, "sealed.epoch")) throw error;
        tries += 1;
      }
      await this.read(id);
    }
  }

  private async putOut(id: string, place: Place, known: mls.Known, go: string[]): Promise<void> {
    const made = await mls.change(place.kept, known, { come: [], go });
    const wish = changeOf(made, []);
    const changing = { cipher: wish.cipher, next: made.next, came: [], went: go };
    await this.keep.put({ [`group:${id}`]: { ...place, changing } satisfies Place });
    try {
      await this.wire.change(id, wish);
    } catch (error) {
      if (!isRefused(error, "sealed.epoch")) throw error;
    }
    await this.read(id);
  }

  /** Brings the archive up to what this browser has; what another device wrote meanwhile is taken along. */
  private async keepArchive(): Promise<void> {
    const own = await this.device();
    if (!own) return;
    const ids = ((await this.keep.get("ids")) as string[] | undefined) ?? [];
    const content: Record<string, Line[]> = {};
    for (const id of ids) content[id] = (await this.lines(id)).filter((line) => line.kind !== "unreadable");
    const at = { recovery: own.recovery, version: own.version, me: this.me };
    const version = await archives.bring(this.wire, at, content);
    this.own = { ...own, version };
    await this.keep.put({ own: this.own });
  }
}

/** Without the words that their writer took back; on somebody else's wish nothing goes. */
function takenBack(lines: readonly Line[], recalls: readonly Event[]): Line[] {
  const isGone = (line: Line) => line.kind === "said" && recalls.some((one) => one.target === line.seq && one.by === line.by);
  return lines.map((line) => (isGone(line) ? { kind: "recalled", seq: line.seq, by: line.by, at: line.at } : line));
}

/** In the order of the house, each number once. */
export function merged(before: readonly Line[], more: readonly Line[]): Line[] {
  const all = new Map([...before, ...more].map((line) => [line.seq, line]));
  return [...all.values()].sort((one, other) => one.seq - other.seq);
}
