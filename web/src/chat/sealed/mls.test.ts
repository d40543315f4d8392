import { describe, expect, it } from "vitest";
import { idBytes } from "./bytes";
import * as mls from "./mls";
import { makeKey, open, shown, shut, typedKey } from "./recovery";
import { grouped, safetyNumber } from "./safety";

const NOW = new Date();
const CONVERSATION = "conversation_01923f8a-7b1c-7000-8000-00000000002a";
const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);
const bytes = (words: string) => new TextEncoder().encode(words);

/** The house: it takes a change only in the epoch that stands, and keeps all in one order. */
class FakeHouse {
  devices = new Map<string, Uint8Array>();
  epoch = 0;
  info: Uint8Array = new Uint8Array();
  log: { by: string; cipher: Uint8Array }[] = [];

  change(by: string, from: mls.Kept, made: mls.Changed): boolean {
    if (mls.epochOf(from) !== this.epoch && this.epoch + 1 !== mls.epochOf(made.next)) return false;
    if (mls.epochOf(made.next) !== this.epoch + 1) return false;
    [this.epoch, this.info] = [this.epoch + 1, made.info];
    this.log.push({ by, cipher: made.cipher });
    return true;
  }
}

/** A device with its own memory. */
class Device {
  kept: mls.Kept = new Uint8Array();
  packages: mls.Package[] = [];
  read: string[] = [];
  by: string[] = [];
  private at = 0;

  private constructor(
    readonly house: FakeHouse,
    readonly signer: mls.Signer,
  ) {}

  static async make(house: FakeHouse, device: string): Promise<Device> {
    const keys = await mls.makeSigner();
    house.devices.set(device, keys.publicKey);
    const made = new Device(house, { device, ...keys });
    made.packages = [await mls.makePackage(made.signer, NOW)];
    return made;
  }

  async change(wish: { come: readonly Uint8Array[]; go: readonly string[] }): Promise<mls.Changed | undefined> {
    const made = await mls.change(this.kept, this.house.devices, wish);
    if (!this.house.change(this.signer.device, this.kept, made)) return undefined;
    this.kept = made.next;
    this.at = this.house.log.length;
    return made;
  }

  async join(welcome: Uint8Array | undefined): Promise<void> {
    const joined = await mls.join(welcome ?? new Uint8Array(), this.packages, this.house.devices);
    this.kept = joined?.next ?? this.kept;
    this.at = this.house.log.length;
  }

  async comeIn(): Promise<void> {
    const made = await mls.comeIn(this.signer, this.house.info, this.house.devices, NOW);
    expect(this.house.change(this.signer.device, made.next, made)).toBe(true);
    this.kept = made.next;
    this.at = this.house.log.length;
  }

  async say(words: string): Promise<void> {
    await this.follow();
    const made = await mls.say(this.kept, this.house.devices, bytes(words));
    this.kept = made.next;
    this.house.log.push({ by: this.signer.device, cipher: made.cipher });
    this.at = this.house.log.length;
  }

  async follow(): Promise<void> {
    for (const event of this.house.log.slice(this.at)) {
      const taken = await mls.take(this.kept, this.house.devices, event.cipher);
      this.kept = taken.next;
      if (taken.said) [this.read, this.by] = [[...this.read, text(taken.said.words)], [...this.by, taken.said.device]];
      for (const device of taken.came) this.read.push(`+${device}`);
      for (const device of taken.went) this.read.push(`-${device}`);
    }
    this.at = this.house.log.length;
  }
}

async function two(): Promise<[FakeHouse, Device, Device]> {
  const house = new FakeHouse();
  const [ana, bo] = [await Device.make(house, "ana-1"), await Device.make(house, "bo-1")];
  ana.kept = await mls.begin(ana.signer, idBytes(CONVERSATION), house.devices, NOW);
  const made = await ana.change({ come: [bo.packages[0]?.shown ?? new Uint8Array()], go: [] });
  await bo.join(made?.welcome);
  return [house, ana, bo];
}

describe("a sealed conversation", () => {
  it("is read by both, and says by which device", async () => {
    const [, ana, bo] = await two();
    await ana.say("晚上见");
    await bo.follow();
    await bo.say("好");
    await ana.follow();
    expect([bo.read, bo.by, ana.read]).toEqual([["晚上见"], ["ana-1"], ["好"]]);
  });

  it("lets a second device in and puts it out, and the one that was put out reads no further", async () => {
    const [house, ana, bo] = await two();
    const second = await Device.make(house, "ana-2");
    const made = await ana.change({ come: second.packages.map((one) => one.shown), go: [] });
    await second.join(made?.welcome);
    await bo.say("都好");
    await ana.follow();
    await second.follow();
    expect([ana.read, second.read, bo.read]).toEqual([["都好"], ["都好"], ["+ana-2"]]);
    house.devices.delete("ana-2");
    expect(mls.strangers(bo.kept, house.devices)).toEqual(["ana-2"]);
    await bo.change({ come: [], go: ["ana-2"] });
    const out = await mls.take(second.kept, house.devices, house.log.at(-1)?.cipher ?? new Uint8Array());
    expect([out.isOut, out.went]).toEqual([true, ["ana-2"]]);
    await ana.say("悄悄话");
    await expect(mls.take(out.next, house.devices, house.log.at(-1)?.cipher ?? new Uint8Array())).rejects.toThrow();
  });

  it("of two changes at once takes one, and the other is made again on what stands", async () => {
    const [house, ana, bo] = await two();
    const none = { come: [], go: [] };
    const [hers, his] = [await mls.change(ana.kept, house.devices, none), await mls.change(bo.kept, house.devices, none)];
    expect([house.change("ana-1", ana.kept, hers), house.change("bo-1", bo.kept, his)]).toEqual([true, false]);
    await bo.follow();
    expect(await bo.change(none)).toBeDefined();
    ana.kept = hers.next;
    const last = house.log.at(-1)?.cipher ?? new Uint8Array();
    ana.kept = (await mls.take(ana.kept, house.devices, last)).next;
    expect(mls.epochOf(ana.kept)).toBe(mls.epochOf(bo.kept));
  });

  it("is come back to from outside by whoever lost all devices", async () => {
    const [house, , bo] = await two();
    const fresh = await Device.make(house, "ana-2");
    await fresh.comeIn();
    await bo.follow();
    await fresh.change({ come: [], go: ["ana-1"] });
    await bo.follow();
    await bo.say("欢迎回来");
    await fresh.follow();
    expect([bo.read, fresh.read]).toEqual([["+ana-2", "-ana-1"], ["欢迎回来"]]);
    expect(mls.leaves(fresh.kept).map((leaf) => leaf.device).sort()).toEqual(["ana-2", "bo-1"]);
  });

  it("is not entered by a device that signs by another key than the house says", async () => {
    const [house, ana] = await two();
    const other = await Device.make(house, "bo-2");
    house.devices.set("bo-2", (await mls.makeSigner()).publicKey);
    await expect(ana.change({ come: other.packages.map((one) => one.shown), go: [] })).rejects.toThrow();
  });
});

describe("a recovery key", () => {
  it("is read again however it is typed, and what was mistyped is found", async () => {
    const key = makeKey();
    const written = await shown(key);
    expect(written).toMatch(/^([0-9A-Z]{4} ){13}[0-9A-Z]{4}$/);
    expect(await typedKey(written.toLowerCase().replaceAll(" ", ""))).toEqual(key);
    const wrong = (written.startsWith("7") ? "8" : "7") + written.slice(1);
    expect([await typedKey(wrong), await typedKey(written.slice(5)), await typedKey("")]).toEqual([undefined, undefined, undefined]);
  });

  it("opens the archive of its owner, and nothing else does", async () => {
    const [key, other] = [makeKey(), makeKey()];
    const archive = await shut(key, "person_1", bytes("从前"));
    expect(text(await open(key, "person_1", archive))).toBe("从前");
    expect(await open(other, "person_1", archive)).toBeUndefined();
    expect(await open(key, "person_2", archive)).toBeUndefined();
  });
});

describe("a safety number", () => {
  it("is the same for both and another with each device", async () => {
    const keys = [Uint8Array.of(1, 2), Uint8Array.of(1, 3)];
    const [ana, bo] = [{ person: "person_a", keys }, { person: "person_b", keys: [Uint8Array.of(9)] }];
    const number = await safetyNumber(ana, bo);
    expect(number).toMatch(/^\d{60}$/);
    expect(grouped(number)).toHaveLength(12);
    expect(await safetyNumber(bo, { ...ana, keys: [...keys].reverse() })).toBe(number);
    const more = await safetyNumber({ ...ana, keys: [...keys, Uint8Array.of(4)] }, bo);
    expect(more.slice(30)).toBe(number.slice(30));
    expect(more.slice(0, 30)).not.toBe(number.slice(0, 30));
  });
});
