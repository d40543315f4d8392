/**
 * The conversation of one meeting, sealed in the browser. Nothing of it is stored anywhere:
 * it lives in this object and ends with it.
 */
import { type Circle, freshCircle, readCircle } from "./circle.model";
import { type Bytes, freshPair, hex, joined, random, seal, sealingWorks, unseal } from "./keys.model";
import { Gatherer, HEAD_BYTES, readHead, split, writeHead } from "./pieces.model";

export type ChatLine = {
  readonly id: string;
  readonly from: string;
  readonly mine: boolean;
  readonly at: number;
  readonly body:
    | { kind: "text"; text: string }
    | { kind: "picture"; url: string; blob: Blob }
    | { kind: "coming"; share: number }
    | { kind: "broken" };
};

export type ChatState = {
  readonly phase: "unsupported" | "alone" | "waiting" | "ready";
  readonly lines: readonly ChatLine[];
  readonly unread: number;
  readonly code: string;
};

/** The way to the others; the room lends it. */
export type ChatWire = {
  readonly meeting: string;
  readonly me: string;
  send(topic: ChatTopic, bytes: Bytes, to?: string): Promise<void>;
};

export type ChatTopic = "chat.key" | "chat.box";

export const TEXT_MAX = 2000;
const LINES_MAX = 2000;
const TICK_MS = 1000;
const TEXT = 1;
const PICTURE = 2;
const PICTURE_TYPES = ["image/jpeg", "image/png", "image/webp"] as const;

const utf8 = new TextEncoder();

export class Chat {
  private state: ChatState = { phase: sealingWorks() ? "alone" : "unsupported", lines: [], unread: 0, code: "" };
  private readonly watchers = new Set<() => void>();
  private readonly gatherer = new Gatherer();
  private circle: Circle | undefined;
  private others: readonly string[] = [];
  private reading = false;
  private timer: ReturnType<typeof setInterval> | undefined;
  /** Messages are opened one after another, so that they appear in the order in which they came. */
  private queue: Promise<void> = Promise.resolve();

  constructor(private readonly wire: ChatWire) {}

  readonly watch = (tell: () => void): (() => void) => {
    this.watchers.add(tell);
    return () => this.watchers.delete(tell);
  };

  readonly snapshot = (): ChatState => this.state;

  async open(others: readonly string[]): Promise<void> {
    if (this.state.phase === "unsupported" || this.circle) return;
    this.others = others;
    const pair = await freshPair();
    this.circle = freshCircle({
      meeting: this.wire.meeting,
      me: this.wire.me,
      pair,
      send: (message, to) => void this.wire.send("chat.key", utf8.encode(JSON.stringify(message)), to).catch(() => undefined),
      changed: () => this.settle(),
    });
    this.timer = setInterval(() => this.enqueue(async () => await this.circle?.tick()), TICK_MS);
    this.present(this.others); // as they are by now: people come and go while the keys are drawn
  }

  /** Ends everything this object opened. */
  close(): void {
    clearInterval(this.timer);
    for (const line of this.state.lines) if (line.body.kind === "picture") URL.revokeObjectURL(line.body.url);
    this.watchers.clear();
    this.circle = undefined;
    this.state = { phase: "alone", lines: [], unread: 0, code: "" };
  }

  present(others: readonly string[]): void {
    for (const gone of this.others) if (!others.includes(gone)) this.gatherer.forget(gone);
    this.others = others;
    this.enqueue(async () => await this.circle?.present(others));
  }

  heard(topic: string, from: string, bytes: Bytes): void {
    if (topic === "chat.key") {
      const message = readCircle(bytes);
      if (message) this.enqueue(async () => await this.circle?.heard(from, message));
    } else if (topic === "chat.box") {
      this.enqueue(() => this.heardBox(from, bytes));
    }
  }

  async say(text: string): Promise<void> {
    const trimmed = text.trim().slice(0, TEXT_MAX);
    if (!trimmed) return;
    const id = await this.send(joined(Uint8Array.of(TEXT), utf8.encode(trimmed)));
    this.add({ id, from: this.wire.me, mine: true, at: Date.now(), body: { kind: "text", text: trimmed } });
  }

  async show(picture: Blob): Promise<void> {
    const type = PICTURE_TYPES.findIndex((known) => known === picture.type);
    if (type < 0) throw new Error("not a picture");
    const id = await this.send(joined(Uint8Array.of(PICTURE, type), new Uint8Array(await picture.arrayBuffer())));
    this.add({ id, from: this.wire.me, mine: true, at: Date.now(), body: { kind: "picture", url: URL.createObjectURL(picture), blob: picture } });
  }

  /** Whether somebody has the chat before their eyes: then nothing is unread. */
  read(reading: boolean): void {
    this.reading = reading;
    if (reading && this.state.unread > 0) this.tell({ unread: 0 });
  }

  private async send(whole: Bytes): Promise<string> {
    await this.queue; // who has left is known by then, and the key they hold is not used any more
    const key = this.circle?.current;
    if (!key) throw new Error("no key yet");
    const message = hex(random(8));
    const pieces = split(whole);
    for (const [index, piece] of pieces.entries()) {
      const head = writeHead({ kid: key.id, message, index, count: pieces.length });
      const sealed = await seal(key, piece, this.authenticated(head, this.wire.me));
      await this.wire.send("chat.box", joined(head, sealed));
    }
    return message;
  }

  private async heardBox(from: string, bytes: Bytes): Promise<void> {
    const head = readHead(bytes);
    const key = head && this.circle?.keyOf(head.kid);
    if (!head || !key) return;
    const piece = await unseal(key, bytes.slice(HEAD_BYTES), this.authenticated(bytes.slice(0, HEAD_BYTES), from));
    const gathered = this.gatherer.take(from, head, piece);
    if (!gathered) return;
    const line = { id: `${from} ${gathered.message}`, from, mine: false, at: Date.now() };
    if (gathered.whole) this.add({ ...line, body: bodyOf(gathered.whole) });
    else this.add({ ...line, body: { kind: "coming", share: gathered.share } });
  }

  /** A piece is good only from the one who sealed it. */
  private authenticated(head: Bytes, from: string): Bytes {
    return joined(head, utf8.encode(from));
  }

  private add(line: ChatLine): void {
    const at = this.state.lines.findIndex(({ id }) => id === line.id);
    const lines = [...this.state.lines];
    if (at >= 0) lines[at] = { ...line, at: lines[at]?.at ?? line.at };
    else lines.push(line);
    const finished = line.body.kind === "text" || line.body.kind === "picture";
    const unread = this.state.unread + (finished && !line.mine && !this.reading ? 1 : 0);
    this.tell({ lines: lines.slice(-LINES_MAX), unread });
  }

  private settle(): void {
    const phase = this.others.length === 0 ? "alone" : this.circle?.current ? "ready" : "waiting";
    this.tell({ phase, code: this.others.length === 0 ? "" : (this.circle?.code ?? "") });
  }

  private enqueue(work: () => Promise<void>): void {
    // A message that cannot be opened is somebody's mistake or malice; the next one is not.
    this.queue = this.queue.then(work).catch(() => undefined);
  }

  private tell(change: Partial<ChatState>): void {
    this.state = { ...this.state, ...change };
    for (const told of this.watchers) told();
  }
}

function bodyOf(whole: Bytes): ChatLine["body"] {
  if (whole[0] === TEXT) return { kind: "text", text: new TextDecoder().decode(whole.slice(1)).slice(0, TEXT_MAX) };
  const type = whole[0] === PICTURE ? PICTURE_TYPES[whole[1] ?? -1] : undefined;
  if (!type) return { kind: "broken" };
  const blob = new Blob([whole.slice(2)], { type });
  return { kind: "picture", url: URL.createObjectURL(blob), blob };
}
