import { describe, expect, it } from "vitest";
import { Refusal } from "@/api/refusal";
import { toBase64 } from "@/api/base64";
import { SealedBook } from "./book.model";
import type { Keep } from "./keep";
import { makeKey } from "./recovery";
import type { Line } from "./shapes";
import type { Event, SealerView, Wire } from "./wire";

const CONVERSATION = "conversation_01923f8a-7b1c-7000-8000-00000000002a";

function refused(code: string): Refusal {
  return Refusal.from(409, { code });
}

/** The house in the hand: one sealed conversation of two people, in one order, and what it keeps beside it. */
class FakeHouse {
  devices: SealerView[] = [];
  packages = new Map<string, string[]>();
  lasting = new Map<string, string>();
  welcomes = new Map<string, { conversation: string; seq: number; welcome: string }>();
  log: Event[] = [];
  marks = new Map<string, number>();
  epoch = 0;
  info: string | null = null;
  archives = new Map<string, { version: number; content: Uint8Array<ArrayBuffer> }>();
  /** What comes between looking and sending, once. */
  meanwhile: (() => Promise<unknown>) | undefined;
  /** The next that is sent is taken, and its answer is lost. */
  losesAnswer = false;
  private made = 0;

  private write(by: string, kind: string, mark: string, cipher: string): number {
    const seq = this.log.length + 1;
    this.log.push({ seq, by, kind, target: null, cipher, at: new Date(seq * 1000).toISOString(), recalled: false });
    this.marks.set(mark, seq);
    return seq;
  }

  private async between(): Promise<void> {
    const work = this.meanwhile;
    this.meanwhile = undefined;
    await work?.();
  }

  private epochOf(cipher: string): number {
    // Version, wire format, the id of the group behind its length, and the epoch.
    const bytes = Uint8Array.from(atob(cipher), (sign) => sign.charCodeAt(0));
    return Number(new DataView(bytes.buffer).getBigUint64(5 + (bytes[4] ?? 0)));
  }

  wire(me: string): Wire {
    return {
      devices: () => Promise.resolve(this.devices.filter((one) => one.person === me)),
      addDevice: (signs) => {
        const id = `sealer_${(this.made += 1)}`;
        this.devices.push({ id, person: me, signs: toBase64(signs), made_at: "" });
        return Promise.resolve(id);
      },
      removeDevice: (device) => {
        this.devices = this.devices.filter((one) => one.id !== device);
        return Promise.resolve();
      },
      putPackages: (device, packages, lasting) => {
        this.packages.set(device, [...(this.packages.get(device) ?? []), ...packages.map(toBase64)]);
        if (lasting) this.lasting.set(device, toBase64(lasting));
        return Promise.resolve();
      },
      waiting: (device) => Promise.resolve(this.packages.get(device)?.length ?? 0),
      takePackages: (person) => {
        const own = this.devices.filter((one) => one.person === person);
        return Promise.resolve(own.map((device) => ({ device, package: this.packages.get(device.id)?.shift() ?? this.lasting.get(device.id) ?? null })));
      },
      welcomes: (device) => Promise.resolve([this.welcomes.get(device)].filter((one) => one !== undefined)),
      took: (device) => {
        this.welcomes.delete(device);
        return Promise.resolve();
      },
      begin: () => Promise.resolve(CONVERSATION),
      group: () => Promise.resolve({ epoch: this.epoch, info: this.info, devices: this.devices }),
      page: (_, after) => Promise.resolve(this.log.filter((event) => event.seq > after).slice(0, 3)),
      send: async (_, mark, cipher) => {
        await this.between();
        const before = this.marks.get(mark);
        if (before !== undefined) return before;
        if (this.epochOf(cipher) !== this.epoch) throw refused("sealed.epoch");
        const seq = this.write(me, "message", mark, cipher);
        if (this.losesAnswer) {
          this.losesAnswer = false;
          throw Refusal.unreachable();
        }
        return seq;
      },
      change: async (conversation, { mark, cipher, info, welcomes }) => {
        await this.between();
        if (this.epochOf(cipher) !== this.epoch) throw refused("sealed.epoch");
        [this.epoch, this.info] = [this.epoch + 1, info];
        const seq = this.write(me, "change", mark, cipher);
        for (const { device, welcome } of welcomes) this.welcomes.set(device, { conversation, seq, welcome });
        return seq;
      },
      archive: () => Promise.resolve({ version: this.archives.get(me)?.version ?? 0, content: this.archives.get(me)?.content }),
      putArchive: (version, content) => {
        if (version !== (this.archives.get(me)?.version ?? 0)) return Promise.reject(refused("sealed.version"));
        this.archives.set(me, { version: version + 1, content: Uint8Array.from(content) });
        return Promise.resolve(version + 1);
      },
    };
  }

  /** A browser of somebody, with a memory of its own. */
  browser(me: string): SealedBook {
    const values = new Map<string, unknown>();
    const keep: Keep = {
      get: (name) => Promise.resolve(structuredClone(values.get(name))),
      put: (more) => {
        for (const [name, value] of Object.entries(more)) values.set(name, structuredClone(value));
        return Promise.resolve();
      },
      clear: () => Promise.resolve(values.clear()),
    };
    let last: Promise<unknown> = Promise.resolve();
    return new SealedBook(this.wire(me), keep, me, async (work) => {
      const next = last.then(work, work);
      last = next.catch(() => undefined);
      return await next;
    });
  }
}

const said = (lines: readonly Line[]) => lines.flatMap((line) => (line.kind === "said" ? [line.text] : line.kind === "changed" ? [] : [`(${line.kind})`]));

async function two() {
  const house = new FakeHouse();
  const [ana, bo] = [house.browser("ana"), house.browser("bo")];
  const key = makeKey();
  expect(await ana.standing()).toBe("fresh");
  await ana.make(key);
  await bo.make(makeKey());
  await ana.begin("bo");
  return { house, ana, bo, key };
}

describe("sealed conversations of a browser", () => {
  it("say and read, from both sides", async () => {
    const { ana, bo } = await two();
    await ana.say(CONVERSATION, "晚上见");
    expect(said(await bo.follow(CONVERSATION))).toEqual(["晚上见"]);
    await bo.say(CONVERSATION, "好");
    await bo.say(CONVERSATION, "七点");
    expect(said(await ana.follow(CONVERSATION))).toEqual(["晚上见", "好", "七点"]);
    expect(said(await bo.lines(CONVERSATION))).toEqual(["晚上见", "好", "七点"]);
  });

  it("say again in the epoch that stands what was too late, and show it once", async () => {
    const { house, ana, bo, key } = await two();
    await bo.follow(CONVERSATION);
    const second = house.browser("ana");
    expect(await second.standing()).toBe("elsewhere");
    await second.recover(key);
    house.meanwhile = async () => await second.follow(CONVERSATION);
    expect(said(await bo.say(CONVERSATION, "好"))).toEqual(["好"]);
    expect(said(await second.follow(CONVERSATION))).toEqual(["好"]);
    expect(said(await ana.follow(CONVERSATION))).toEqual(["好"]);
    expect((await ana.devices(CONVERSATION)).map((one) => one.isIn)).toEqual([true, true, true]);
  });

  it("do not say twice what was taken and not acknowledged", async () => {
    const { house, ana, bo } = await two();
    house.losesAnswer = true;
    await expect(ana.say(CONVERSATION, "一次")).rejects.toThrow();
    expect(await ana.waiting(CONVERSATION)).toEqual(["一次"]);
    expect(said(await ana.follow(CONVERSATION))).toEqual(["一次"]);
    expect([await ana.waiting(CONVERSATION), said(await bo.follow(CONVERSATION))]).toEqual([[], ["一次"]]);
  });

  it("come back by the recovery key when all devices are lost, and by no other", async () => {
    const { house, ana, bo, key } = await two();
    await ana.say(CONVERSATION, "从前");
    await bo.say(CONVERSATION, "听到了");
    await ana.follow(CONVERSATION);
    const lost = (await ana.device())?.signer.device ?? "";
    const found = house.browser("ana");
    expect(await found.recover(makeKey())).toBe(false);
    expect(await found.recover(key)).toBe(true);
    expect(said(await found.follow(CONVERSATION))).toEqual(["从前", "听到了"]);
    await found.removeDevice(lost);
    await found.say(CONVERSATION, "我回来了");
    expect(said(await bo.follow(CONVERSATION))).toEqual(["从前", "听到了", "我回来了"]);
    const changes = (await bo.lines(CONVERSATION)).filter((line) => line.kind === "changed");
    expect(changes.at(-1)).toMatchObject({ went: [lost] });
    await expect(ana.follow(CONVERSATION)).rejects.toThrow();
  });

  it("without the key give up what was before, and go on", async () => {
    const { house, ana, bo } = await two();
    await ana.say(CONVERSATION, "从前");
    const anew = house.browser("ana");
    await anew.make(makeKey());
    expect(said(await anew.follow(CONVERSATION))).toEqual([]);
    await bo.follow(CONVERSATION);
    await bo.say(CONVERSATION, "又见面");
    expect(said(await anew.follow(CONVERSATION))).toEqual(["又见面"]);
  });

  it("show nobody's words under another name", async () => {
    const { house, ana, bo } = await two();
    await ana.say(CONVERSATION, "我说的");
    for (const event of house.log) if (event.kind === "message") event.by = "bo";
    expect(said(await bo.follow(CONVERSATION))).toEqual(["(unreadable)"]);
  });

  it("show what was taken back, and go on", async () => {
    const { house, ana, bo } = await two();
    await ana.say(CONVERSATION, "错了");
    const event = house.log.find((one) => one.kind === "message");
    if (event) [event.cipher, event.recalled] = [null, true];
    await ana.say(CONVERSATION, "对了");
    expect(said(await bo.follow(CONVERSATION))).toEqual(["(recalled)", "对了"]);
  });

  it("forget what was read and is taken back by who wrote it, in the archive, too", async () => {
    const { house, ana, bo, key } = await two();
    await ana.say(CONVERSATION, "错了");
    expect(said(await bo.follow(CONVERSATION))).toEqual(["错了"]);
    const event = house.log.find((one) => one.kind === "message");
    const recall = { kind: "recall", target: event?.seq ?? 0, cipher: null, at: new Date(0).toISOString(), recalled: false };
    house.log.push({ ...recall, by: "bo", seq: house.log.length + 1 });
    expect(said(await bo.follow(CONVERSATION))).toEqual(["错了"]);
    if (event) [event.cipher, event.recalled] = [null, true];
    house.log.push({ ...recall, by: "ana", seq: house.log.length + 1 });
    expect(said(await bo.follow(CONVERSATION))).toEqual(["(recalled)"]);
    expect(said(await ana.follow(CONVERSATION))).toEqual(["(recalled)"]);
    const again = house.browser("ana");
    expect(await again.recover(key)).toBe(true);
    expect(said(await again.lines(CONVERSATION))).toEqual(["(recalled)"]);
  });
});
