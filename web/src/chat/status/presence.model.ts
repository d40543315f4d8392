/**
 * Who is on this page's screen and how they are there; the house is asked anew every minute, and tells between what changed. A
 * page that nobody looks at says so once and asks nothing more (AJ-012).
 */
export type State = "offline" | "away" | "here" | "rest";
export type Says = { sign: string; text: string; until?: string | null };
export type Seen = { person: string; state: State; status?: Says | null };
export type Watch = { page: string; active: boolean; people: string[] };
export type PresenceWire = {
  watch: (body: Watch) => Promise<readonly Seen[]>;
  now: () => number;
  /** Whether somebody uses this page. */
  active: () => boolean;
  /** Whether nobody looks at it. */
  hidden: () => boolean;
};

const PEOPLE_MAX = 100;
const SOON_MS = 250;
const AGAIN_MS = 60_000;
const TYPES_MS = 6_000;
/** What somebody says anew is asked for by all who show him: not all at the same moment. */
const SPREAD_MS = 1_200;

export class Presence {
  private readonly shown = new Map<string, number>();
  private seen: ReadonlyMap<string, Seen> = new Map();
  private typing: ReadonlyMap<string, ReadonlyMap<string, number>> = new Map();
  private readonly watchers = new Set<() => void>();
  private framed: Set<string> | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private due = Infinity;
  private ended = false;
  /** Whether the house knows that nobody looks: nothing is asked until somebody does. */
  private rests = false;

  constructor(
    private readonly wire: PresenceWire,
    private readonly page: string,
  ) {
    this.plan(SOON_MS);
  }

  /** What is known of somebody; nothing of whom nothing may be known. */
  of(person: string): Seen | undefined {
    return this.seen.get(person);
  }

  /** Who writes in a conversation just now. */
  typingIn(conversation: string): ReadonlyMap<string, number> | undefined {
    return this.typing.get(conversation);
  }

  watch(look: () => void): () => void {
    this.watchers.add(look);
    return () => void this.watchers.delete(look);
  }

  /** Somebody is on the screen until the answer is called. */
  show(person: string): () => void {
    const count = this.shown.get(person) ?? 0;
    this.shown.delete(person);
    // Whoever came last stands last: where there are too many, the first are left out.
    this.shown.set(person, count + 1);
    if (count === 0) this.plan(SOON_MS);
    return () => {
      const left = (this.shown.get(person) ?? 1) - 1;
      if (left > 0) this.shown.set(person, left);
      else this.shown.delete(person);
    };
  }

  /** Asks soon: the line is back, or somebody uses the page again or no longer. */
  again(): void {
    this.plan(SOON_MS);
  }

  frame(kind: string, body: Record<string, unknown>): void {
    if (kind === "conversation.presence") this.turned(body);
    else if (kind === "conversation.typing") this.types(String(body["conversation"]), String(body["person"]));
    else if (kind === "conversation.event") this.said(body);
  }

  end(): void {
    this.ended = true;
    clearTimeout(this.timer);
    this.watchers.clear();
  }

  private turned({ person, state, speaks }: Record<string, unknown>): void {
    if (typeof person !== "string" || typeof state !== "string" || !this.shown.has(person)) return;
    this.framed?.add(person);
    const before = this.seen.get(person);
    const status = speaks ? (before?.status ?? null) : null;
    const now: Seen = { person, state: state as State, status };
    // The state is as it was: what changed is what he says.
    if (speaks && (!status || before?.state === now.state)) this.plan(SOON_MS + Math.random() * SPREAD_MS);
    this.put([person], now.state === "offline" && !status ? [] : [now]);
  }

  private types(conversation: string, person: string): void {
    const until = this.wire.now() + TYPES_MS;
    this.setTyping(conversation, new Map([...(this.typing.get(conversation) ?? []), [person, until]]));
    setTimeout(() => {
      const now = this.wire.now();
      const left = [...(this.typing.get(conversation) ?? [])].filter(([, end]) => end > now);
      if (!this.ended) this.setTyping(conversation, new Map(left));
    }, TYPES_MS + 1);
  }

  /** Who has said it writes no longer. */
  private said({ conversation, events }: Record<string, unknown>): void {
    const there = this.typing.get(String(conversation));
    if (!there?.size) return;
    const by = new Set(Array.isArray(events) ? events.map((event: { by?: string }) => event.by) : there.keys());
    this.setTyping(String(conversation), new Map([...there].filter(([person]) => !by.has(person))));
  }

  private setTyping(conversation: string, people: ReadonlyMap<string, number>): void {
    const typing = new Map(this.typing);
    if (people.size > 0) typing.set(conversation, people);
    else typing.delete(conversation);
    this.typing = typing;
    this.tell();
  }

  private plan(wait: number): void {
    const at = this.wire.now() + wait;
    if (this.ended || at >= this.due) return;
    clearTimeout(this.timer);
    this.due = at;
    this.timer = setTimeout(() => void this.ask(), wait);
  }

  private async ask(): Promise<void> {
    this.due = Infinity;
    const hidden = this.wire.hidden();
    if (hidden && this.rests) return;
    this.rests = hidden;
    const people = [...this.shown.keys()].slice(-PEOPLE_MAX);
    const framed = (this.framed = new Set<string>());
    try {
      const found = await this.wire.watch({ page: this.page, active: this.wire.active(), people });
      if (this.ended) return;
      // What came on the stream meanwhile is newer than the answer.
      this.put(
        people.filter((person) => !framed.has(person)),
        found,
      );
    } catch {
      // Of whom the house cannot be asked, nothing is claimed for longer than it was told.
    }
    if (!hidden) this.plan(Math.min(AGAIN_MS, this.nextEnd()));
  }

  /** In how long something that somebody says is over; the house says no more of it then. */
  private nextEnd(): number {
    const now = this.wire.now();
    const ends = [...this.seen.values()].flatMap(({ status }) => (status?.until ? [Date.parse(status.until) - now] : []));
    return Math.max(SOON_MS, Math.min(...ends) + SOON_MS);
  }

  /** What is known of these people now. */
  private put(people: readonly string[], found: readonly Seen[]): void {
    const seen = new Map(this.seen);
    for (const person of people) {
      const one = found.find((each) => each.person === person);
      if (one) seen.set(person, one);
      else seen.delete(person);
    }
    for (const person of seen.keys()) if (!this.shown.has(person)) seen.delete(person);
    this.seen = seen;
    this.tell();
  }

  private tell(): void {
    for (const look of this.watchers) look();
  }
}
