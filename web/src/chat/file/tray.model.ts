/**
 * What somebody is about to send into one conversation: each file goes up at once, part by part, and goes on by itself when
 * the line is back. What was sent before all of it was there leaves when it is.
 */
import type { UploadHead } from "@/api/upload";
import type { Says } from "../live/outbox.model";
import type { Extra, Prepared } from "./prepare";
import { type ChatFile, type FileSort, sortOf } from "./shapes";

export type Item = {
  readonly key: number;
  readonly name: string;
  readonly size: number;
  readonly sort: FileSort;
  readonly sent: number;
  /** `waiting` waits for the line; `refused` waits for me. */
  readonly state: "preparing" | "sending" | "waiting" | "refused" | "done";
  readonly why?: unknown;
  /** What it looks like here, where it can be seen. */
  readonly look?: string | undefined;
  readonly file?: ChatFile | undefined;
};

export type Leaving = { readonly key: number; readonly text: string; readonly replyTo: number | null; readonly more?: Says | undefined; readonly items: readonly Item[] };

export type Trays = { readonly items: readonly Item[]; readonly leaving: readonly Leaving[] };

export type TrayWire = {
  prepare: (file: File, extra?: Extra) => Promise<Prepared>;
  begin: (conversation: string, head: UploadHead) => Promise<string>;
  standing: (path: string, signal: AbortSignal) => Promise<number>;
  append: (path: string, offset: number, part: Blob, signal: AbortSignal) => Promise<number>;
  show: (path: string, picture: Blob) => Promise<void>;
  drop: (path: string) => Promise<void>;
  /** Whether asking again can help. */
  passing: (error: unknown) => boolean;
  rest: (ms: number) => Promise<void>;
  look: (blob: Blob) => string;
  forget: (look: string) => void;
};

export type Say = (text: string, replyTo: number | null, files: readonly ChatFile[], more?: Says) => void;

/** Bytes of one part: what a broken line sends twice, at most. */
const PART = 1 << 20;
const REST_MS = [400, 1000, 2500, 5000, 10_000] as const;
export const FILES_MAX = 30;

type Work = { prepared?: Prepared; path?: string; stop: AbortController; raw: File; extra: Extra | undefined };

export class Tray {
  private state: Trays = { items: [], leaving: [] };
  private readonly watchers = new Set<() => void>();
  private readonly work = new Map<number, Work>();
  private last = 0;

  constructor(
    private readonly wire: TrayWire,
    private readonly conversation: string,
    private readonly say: Say,
  ) {}

  readonly watch = (look: () => void): (() => void) => {
    this.watchers.add(look);
    return () => this.watchers.delete(look);
  };

  readonly snapshot = (): Trays => this.state;

  /** Takes files in; answers how many there was no room for. */
  add(files: readonly File[], extra?: Extra): number {
    const room = Math.max(0, FILES_MAX - this.state.items.length);
    const taken = files.slice(0, room);
    const items = taken.map((raw) => this.take(raw, extra));
    this.set({ items: [...this.state.items, ...items] });
    for (const { key } of items) void this.run(key);
    return files.length - taken.length;
  }

  /** What is sent by itself, such as a voice message. */
  sendAlone(file: File, replyTo: number | null, extra?: Extra): void {
    const item = this.take(file, extra);
    this.set({ leaving: [...this.state.leaving, { key: ++this.last, text: "", replyTo, items: [item] }] });
    void this.run(item.key);
  }

  private take(raw: File, extra?: Extra): Item {
    const key = ++this.last;
    const sort = sortOf({ media_type: raw.type.split(";")[0] ?? "", wave: extra?.wave ? [...extra.wave] : null });
    this.work.set(key, { stop: new AbortController(), raw, extra });
    return { key, name: raw.name, size: raw.size, sort, sent: 0, state: "preparing" };
  }

  /** Sends what is in the tray with these words, as soon as all of it is there. */
  send(text: string, replyTo: number | null, more?: Says): void {
    const { items } = this.state;
    if (items.length === 0) return;
    this.set({ items: [], leaving: [...this.state.leaving, { key: ++this.last, text, replyTo, more, items }] });
    this.leave();
  }

  private leave(): void {
    for (const one of this.state.leaving) {
      const files = one.items.flatMap(({ file }) => (file ? [file] : []));
      if (files.length < one.items.length || (files.length === 0 && !one.text.trim())) continue;
      this.set({ leaving: this.state.leaving.filter(({ key }) => key !== one.key) });
      for (const item of one.items) this.forget(item);
      this.say(one.text, one.replyTo, files, one.more);
    }
  }

  again(key: number): void {
    this.change(key, { state: "sending", why: undefined });
    void this.run(key);
  }

  /** Takes one out; the house forgets what it has of it. */
  remove(key: number): void {
    const work = this.work.get(key);
    work?.stop.abort();
    if (work?.path) void this.wire.drop(work.path).catch(() => undefined); // it goes by itself after a day
    const item = this.all().find((one) => one.key === key);
    if (item) this.forget(item);
    const rest = (items: readonly Item[]) => items.filter((one) => one.key !== key);
    const leaving = this.state.leaving.map((one) => ({ ...one, items: rest(one.items) }));
    this.set({ items: rest(this.state.items), leaving: leaving.filter((one) => one.items.length > 0 || one.text.trim()) });
    this.leave();
  }

  private forget({ key, look }: Item): void {
    this.work.delete(key);
    if (look) this.wire.forget(look);
  }

  private all(): Item[] {
    return [...this.state.items, ...this.state.leaving.flatMap(({ items }) => items)];
  }

  /** Brings one up, from wherever it stands. */
  private async run(key: number): Promise<void> {
    const work = this.work.get(key);
    if (!work) return;
    for (let tries = 0; ; ) {
      const before = this.all().find((one) => one.key === key)?.sent ?? 0;
      try {
        await this.once(key, work);
        return;
      } catch (why) {
        if (work.stop.signal.aborted) return;
        if (!this.wire.passing(why)) {
          this.change(key, { state: "refused", why });
          return;
        }
        // Whoever gets on begins to be patient anew.
        if ((this.all().find((one) => one.key === key)?.sent ?? 0) > before) tries = 0;
        this.change(key, { state: "waiting" });
        await this.wire.rest(REST_MS[Math.min(tries++, REST_MS.length - 1)] ?? 0);
      }
    }
  }

  private async once(key: number, work: Work): Promise<void> {
    work.prepared ??= await this.wire.prepare(work.raw, work.extra);
    const { head, body, preview } = work.prepared;
    const { signal } = work.stop;
    if (signal.aborted) return;
    const seen = preview ?? (sortOf({ media_type: head.type, wave: null }) === "picture" ? body : undefined);
    const known = this.all().find((one) => one.key === key)?.look;
    this.change(key, { size: head.size, look: known ?? (seen && this.wire.look(seen)), state: "sending" });
    let offset = 0;
    if (work.path) offset = await this.wire.standing(work.path, signal);
    else {
      work.path = await this.wire.begin(this.conversation, head);
      if (signal.aborted) return void this.wire.drop(work.path).catch(() => undefined);
      if (preview) await this.wire.show(work.path, preview).catch(() => undefined); // it can do without
    }
    while (offset < body.size) {
      this.change(key, { sent: offset, state: "sending" });
      offset = await this.wire.append(work.path, offset, body.slice(offset, offset + PART), signal);
    }
    const { name, type, size, width, height, millis, wave } = head;
    const id = work.path.slice(work.path.lastIndexOf("/") + 1);
    const round = (number: number | undefined) => (number ? Math.round(number) : null);
    const file: ChatFile = { id, name, media_type: type || "application/octet-stream", size, width: round(width), height: round(height), millis: round(millis), wave: wave ? [...wave] : null, preview: preview !== undefined, speech: false };
    this.change(key, { sent: size, state: "done", file });
    this.leave();
  }

  private change(key: number, more: Partial<Item>): void {
    const change = (items: readonly Item[]) => items.map((one) => (one.key === key ? { ...one, ...more } : one));
    this.set({ items: change(this.state.items), leaving: this.state.leaving.map((one) => ({ ...one, items: change(one.items) })) });
  }

  private set(more: Partial<Trays>): void {
    this.state = { ...this.state, ...more };
    for (const look of this.watchers) look();
  }
}
