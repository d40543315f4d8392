/**
 * All conversations of one person on one page: what came, what waits to be sent, how far was read. The pages look at it; it
 * asks the house through `Wire` and knows neither pages nor sockets.
 */
import type { Frame } from "@/api/stream";
import { accept, again, FIRST, freshLog, hasOlder, heard, type Log, type LogEvent, missing } from "../log/log.model";
import { freshMark, type Pending, type Says } from "./outbox.model";
import { type Chats, type Conversation, mentionsMe, type News, type Wire } from "./shapes.model";

export * from "./shapes.model";

const PAGE = 200;
/** So many behind, and the page begins anew at the end; what is between comes when somebody looks there. */
const FAR = 1000;
const REST_MS = [400, 1000, 2500, 5000, 10_000] as const;

export class ChatRoom {
  private state: Chats = { phase: "opening", up: false, conversations: [], logs: new Map(), pending: [] };
  private readonly watchers = new Set<() => void>();
  private readonly filling = new Map<string, Promise<void>>();
  private readonly pumping = new Set<string>();
  private listing: Promise<void> | undefined;
  private listAgain = false;

  constructor(
    private readonly wire: Wire,
    readonly me: string,
    private readonly tell: (news: News) => void = () => undefined,
  ) {}

  readonly watch = (look: () => void): (() => void) => {
    this.watchers.add(look);
    return () => this.watchers.delete(look);
  };

  readonly snapshot = (): Chats => this.state;

  /** What was written before this page was opened, and not acknowledged. */
  restore(pending: readonly Pending[]): void {
    const known = new Set(this.state.pending.map(({ mark }) => mark));
    this.set({ pending: [...pending.filter(({ mark }) => !known.has(mark)), ...this.state.pending] });
    for (const { conversation } of pending) void this.pump(conversation);
  }

  /** The line is there or gone; whatever passed in between is asked for. */
  line(up: boolean): void {
    this.set({ up });
    if (up) void this.refresh();
  }

  /** Asks for the list; whoever asks meanwhile gets a newer one. */
  async refresh(): Promise<void> {
    if (this.listing) {
      this.listAgain = true;
      return await this.listing;
    }
    this.listing = this.list();
    await this.listing.finally(() => (this.listing = undefined));
    if (this.listAgain) {
      this.listAgain = false;
      await this.refresh();
    }
  }

  private async list(): Promise<void> {
    try {
      const listed = await this.persist(this.wire.list);
      const read = new Map(this.state.conversations.map((one) => [one.id, one.read_seq]));
      const conversations = listed.map((one) => {
        const mine = read.get(one.id) ?? 0;
        return mine < one.last_seq ? { ...one, read_seq: Math.max(one.read_seq, mine) } : { ...one, read_seq: mine, unread: 0 };
      });
      this.set({ phase: "open", why: undefined, conversations: inOrder(conversations) });
      for (const { id, last_seq, read_seq } of listed) {
        const log = this.state.logs.get(id);
        if (log) void this.fill(id, last_seq);
        // What I read without a line is told now.
        const mine = read.get(id) ?? 0;
        if (mine > read_seq) void this.wire.read(id, mine).catch(() => undefined);
        void this.pump(id);
      }
    } catch (why) {
      if (this.state.phase !== "open") this.set({ phase: "failed", why });
    }
  }

  /** A frame of the stream: a hint that something is new. */
  frame({ topic, kind, body }: Frame): void {
    const { conversation, seq } = body;
    if (topic !== "conversation") return;
    const known = this.state.conversations.find(({ id }) => id === conversation);
    if (!known || typeof seq !== "number") void this.refresh();
    else if (kind === "conversation.read") this.readElsewhere(known, seq);
    else if (kind === "conversation.preview") void this.reread(known.id, seq);
    else if (kind === "conversation.event") void this.happened(known, seq, carried(body["events"]));
    else void this.refresh();
  }

  private async happened(known: Conversation, seq: number, along: readonly LogEvent[]): Promise<void> {
    if (seq > known.last_seq) {
      this.set({ conversations: inOrder([{ ...known, last_seq: seq }, ...this.state.conversations.filter(({ id }) => id !== known.id)]) });
    }
    // What came with the hint need not be asked for.
    const before = this.state.logs.get(known.id);
    if (before && along.length > 0) this.keep(known.id, accept(before, along));
    await this.fill(known.id, seq);
    const log = this.state.logs.get(known.id);
    const events = [...(log?.events.values() ?? [])].filter((event) => event.seq > known.last_seq && event.seq <= seq);
    if (events.some(({ kind }) => kind === "join" || kind === "leave")) void this.refresh();
    const said = events.filter((event) => event.kind === "message" && event.by !== this.me && typeof event.text === "string");
    const now = this.state.conversations.find(({ id }) => id === known.id);
    const missed = events.filter((event) => event.kind === "missed" && event.by !== this.me && event.call);
    const fresh = [...said, ...missed].filter((event) => event.seq > (now?.read_seq ?? 0));
    const named = fresh.filter((event) => mentionsMe(event, this.me)).length;
    if (now) this.change(known.id, { unread: now.unread + fresh.length, mentions: now.mentions + named, hidden: now.hidden && fresh.length === 0 });
    for (const event of said) this.tell({ conversation: known, event });
  }

  /** What hangs on a message is another: it is asked for once more, where it is in sight. */
  private async reread(id: string, seq: number): Promise<void> {
    if (!this.state.logs.get(id)?.events.has(seq)) return;
    const page = await this.wire.page(id, { before: seq + 1 }, 1).catch(() => []);
    const now = this.state.logs.get(id);
    const [event] = page;
    if (now && event?.seq === seq) this.keep(id, again(now, event));
  }

  private readElsewhere(known: Conversation, seq: number): void {
    if (seq <= known.read_seq) return;
    this.change(known.id, seq >= known.last_seq ? { read_seq: seq, unread: 0 } : { read_seq: seq });
    if (seq < known.last_seq) void this.refresh();
  }

  /** Somebody looks at a conversation: its end is asked for. */
  async look(id: string, first = FIRST): Promise<void> {
    const known = this.state.conversations.find((one) => one.id === id);
    if (known) await this.fill(id, known.last_seq, first);
  }

  /** Asks for everything up to a number; twice at the same time is once. */
  private async fill(id: string, upTo: number, first = FIRST): Promise<void> {
    const log = this.state.logs.get(id);
    const isFar = log !== undefined && upTo - log.whole > FAR;
    const floor = this.state.conversations.find((one) => one.id === id)?.from_seq;
    this.keep(id, !log || isFar ? freshLog(upTo, first, floor) : heard(log, upTo));
    const running = this.filling.get(id);
    if (running) return await running;
    if (this.missingOf(id) === undefined) return;
    const filling = this.fillUp(id);
    this.filling.set(id, filling);
    await filling;
  }

  /** Ends in the same moment in which nothing is missing any more, so that no hint falls in between. */
  private async fillUp(id: string): Promise<void> {
    let tries = 0;
    for (let after = this.missingOf(id); after !== undefined; after = this.missingOf(id)) {
      try {
        const head = this.state.logs.get(id)?.head;
        const page = await this.wire.page(id, { after }, PAGE);
        const now = this.state.logs.get(id);
        if (!now) break;
        this.keep(id, accept(now, page, after));
        // What is beyond is not mine to read; but a hint that came meanwhile is asked for.
        if (page.length === 0 && now.whole === after && now.head === head) this.keep(id, { ...now, head: after });
      } catch (error) {
        if (!this.wire.passing(error) || tries >= REST_MS.length) break;
        await this.wire.rest(REST_MS[tries++] ?? 0);
      }
    }
    this.filling.delete(id);
  }

  private missingOf(id: string): number | undefined {
    const log = this.state.logs.get(id);
    return log && missing(log);
  }

  /** Asks for what was before; true where something came. */
  async older(id: string, count = 60): Promise<boolean> {
    const log = this.state.logs.get(id);
    if (!log || !hasOlder(log)) return false;
    const page = await this.wire.page(id, { before: log.from }, count);
    const now = this.state.logs.get(id) ?? log;
    this.keep(id, accept(now, page));
    return page.length > 0;
  }

  /** Says something: it is shown at once, and sent until it is acknowledged or refused. */
  say(conversation: string, text: string, replyTo: number | null, more?: Says, files: LogEvent["files"] = []): void {
    const after = this.state.logs.get(conversation)?.whole ?? 0;
    const one: Pending = { mark: freshMark(), conversation, text: text.trim(), replyTo, at: new Date().toISOString(), after, state: "sending", more, files };
    this.set({ pending: [...this.state.pending, one] });
    void this.pump(conversation);
  }

  /** Once more, what was refused. */
  again(mark: string): void {
    const one = this.patch(mark, { state: "sending" });
    if (one) void this.pump(one.conversation);
  }

  discard(mark: string): void {
    this.set({ pending: this.state.pending.filter((one) => one.mark !== mark) });
  }

  /** One after another, so that they stand in the order in which they were written. */
  private async pump(conversation: string): Promise<void> {
    if (this.pumping.has(conversation)) return;
    this.pumping.add(conversation);
    try {
      for (let tries = 0; ; ) {
        const one = this.state.pending.find((each) => each.conversation === conversation && each.state !== "refused");
        if (!one) return;
        try {
          const { seq, at } = await this.wire.send(conversation, { mark: one.mark, text: one.text, reply_to: one.replyTo, files: (one.files ?? []).map(({ id }) => id), ...one.more });
          tries = 0;
          this.acknowledged(one, seq, at);
        } catch (error) {
          if (this.wire.passing(error)) {
            this.stick(conversation);
            await this.wire.rest(REST_MS[Math.min(tries++, REST_MS.length - 1)] ?? 0);
          } else {
            this.patch(one.mark, { state: "refused", why: error });
            void this.refresh(); // perhaps I am no longer in it
          }
        }
      }
    } finally {
      this.pumping.delete(conversation);
    }
  }

  /** What waits behind one that is stuck is stuck, too. */
  private stick(conversation: string): void {
    const stuck = (one: Pending): Pending => (one.conversation === conversation && one.state === "sending" ? { ...one, state: "stuck" } : one);
    this.set({ pending: this.state.pending.map(stuck) });
  }

  private acknowledged(one: Pending, seq: number, at: string): void {
    const known = this.state.conversations.find(({ id }) => id === one.conversation);
    const event: LogEvent = { seq, at, by: this.me, kind: "message", target: one.replyTo, about: null, text: one.text, edit: null, recalled: false, mentions: [], all: false, card: null, forwarded: null, topic: null, reactions: [], files: one.files ?? [], preview: null, ...one.more };
    const log = accept(this.state.logs.get(one.conversation) ?? freshLog(seq), [event]);
    const others = this.state.conversations.filter(({ id }) => id !== one.conversation);
    this.set({
      pending: this.state.pending.filter(({ mark }) => mark !== one.mark),
      logs: new Map(this.state.logs).set(one.conversation, log),
      conversations: known ? inOrder([{ ...known, last_seq: Math.max(known.last_seq, seq) }, ...others]) : others,
    });
    void this.fill(one.conversation, seq);
  }

  /** Changes what a message of mine says; the answer is durable. */
  async edit(conversation: string, seq: number, text: string, more?: Pick<Says, "mentions" | "all">): Promise<void> {
    const mark = freshMark();
    const { seq: at } = await this.persist(() => this.wire.edit(conversation, seq, { mark, text: text.trim(), ...more }));
    await this.fill(conversation, at);
  }

  /** Takes a message back; the answer is durable. */
  async recall(conversation: string, seq: number): Promise<void> {
    const mark = freshMark();
    const { seq: at } = await this.persist(() => this.wire.recall(conversation, seq, { mark }));
    await this.fill(conversation, at);
  }

  /** Goes back until a message is in sight; false where it is not mine to read. */
  async reach(id: string, seq: number): Promise<boolean> {
    await this.look(id);
    for (let log = this.state.logs.get(id); log && log.from > seq && hasOlder(log); log = this.state.logs.get(id)) {
      if (!(await this.older(id, PAGE))) break;
    }
    return this.state.logs.get(id)?.events.has(seq) ?? false;
  }

  /** An act wrote an event under this number. */
  async wrote(id: string, seq: number): Promise<void> {
    await this.fill(id, seq);
  }

  private async persist<T>(act: () => Promise<T>): Promise<T> {
    for (let tries = 0; ; tries += 1) {
      try {
        return await act();
      } catch (error) {
        const rest = REST_MS[tries];
        if (rest === undefined || !this.wire.passing(error)) throw error;
        await this.wire.rest(rest);
      }
    }
  }

  /** I have seen everything that is shown of it; my other devices hear of it. */
  read(id: string): void {
    const known = this.state.conversations.find((one) => one.id === id);
    const whole = this.state.logs.get(id)?.whole ?? 0;
    if (!known || whole <= known.read_seq) return;
    this.change(id, { read_seq: whole, unread: 0, mentions: 0 });
    void this.wire.read(id, whole).catch(() => undefined); // told again with the next list
  }

  private keep(id: string, log: Log): void {
    if (this.state.logs.get(id) !== log) this.set({ logs: new Map(this.state.logs).set(id, log) });
  }

  private change(id: string, more: Partial<Conversation>): void {
    this.set({ conversations: this.state.conversations.map((one) => (one.id === id ? { ...one, ...more } : one)) });
  }

  private patch(mark: string, more: Partial<Pending>): Pending | undefined {
    this.set({ pending: this.state.pending.map((one) => (one.mark === mark ? { ...one, ...more } : one)) });
    return this.state.pending.find((one) => one.mark === mark);
  }

  private set(more: Partial<Chats>): void {
    this.state = { ...this.state, ...more };
    for (const look of this.watchers) look();
  }
}

/** As they are given: the liveliest first, whatever the house or this page puts there; what I keep at the top stands there. */
function inOrder(conversations: readonly Conversation[]): Conversation[] {
  const once = [...new Map(conversations.map((one) => [one.id, one])).values()];
  return [...once.filter(({ top }) => top), ...once.filter(({ top }) => !top)];
}

/** What a hint carries: messages as the log has them, or nothing. */
function carried(events: unknown): readonly LogEvent[] {
  return Array.isArray(events) ? (events as LogEvent[]) : [];
}
