/**
 * Who holds the meeting's chat key, and how a newcomer gets it.
 *
 * - Everybody says `hello` with an ephemeral public key; who is alone makes the first chat key.
 * - A newcomer asks; of those who hold a key, the one with the smallest identity wraps it for the newcomer.
 * - Two keys may arise when two people come at the same moment: the smaller id wins, the other stays readable.
 * - When somebody leaves, nothing more is sealed with a key that they hold: of those who hold it, the one with the
 *   smallest identity makes the next and gives it to those who are left.
 *
 * Knows no network and no timer: messages leave by `send`, time comes by `tick` (about once a second).
 */
import { type AccordMessage, freshAccord } from "./accord.model";
import { type Bytes, type ChatKey, freshChatKey, generationOf, hex, type Pair, unhex, unwrap, wrap } from "./keys.model";

export type CircleMessage =
  | { t: "hello"; pub: string; kid: string | null; want: boolean }
  | { t: "key"; pub: string; kid: string; iv: string; box: string }
  | AccordMessage;

type Peer = { pub?: Bytes; kid: string | null };

export type Circle = {
  /** What is used for sealing; nothing as long as none is known. */
  readonly current: ChatKey | undefined;
  keyOf(kid: string): ChatKey | undefined;
  /** The digits that people compare, over the keys of all who are present; empty until they are there. */
  readonly code: string;
  present(identities: readonly string[]): Promise<void>;
  heard(from: string, message: CircleMessage): Promise<void>;
  tick(): Promise<void>;
};

type CircleNeeds = {
  meeting: string;
  me: string;
  pair: Pair;
  send: (message: CircleMessage, to?: string) => void;
  changed: () => void;
};

/** Keys kept for reading what was sealed before the circle agreed. */
const KEYS_MAX = 16;
/** Ticks after which a silent newcomer is no longer waited for. */
const PATIENCE_TICKS = 3;

export function freshCircle({ meeting, me, pair, send, changed }: CircleNeeds): Circle {
  const peers = new Map<string, Peer>();
  const keys = new Map<string, ChatKey>();
  const accord = freshAccord({ meeting, me, send, changed });
  let current: ChatKey | undefined;
  /** The last key that somebody took along; only a later generation is good for sealing. */
  let taken: ChatKey | undefined;
  let waited = 0;

  const hello = (want: boolean, to?: string) => send({ t: "hello", pub: hex(pair.publicKey), kid: current?.id ?? null, want }, to);

  const keep = (key: ChatKey) => {
    const oldest = [...keys.keys()].find((id) => id !== current?.id);
    if (keys.size >= KEYS_MAX && oldest) keys.delete(oldest);
    keys.set(key.id, key);
    const isLater = !taken || generationOf(key.id) > generationOf(taken.id);
    if (isLater && (!current || key.id < current.id)) {
      current = key;
      waited = 0;
      hello(false);
    }
    changed();
  };

  const agree = async () => {
    const all = [...peers].flatMap(([identity, { pub }]) => (pub ? [[identity, pub] as const] : []));
    await accord.present(all.length === peers.size ? new Map([[me, pair.publicKey] as const, ...all]) : undefined);
  };

  /** Nothing more is sealed with the key that those who left hold; one of the others makes the next. */
  const change = async () => {
    if (!current) return;
    const isMine = holders().every((identity) => me < identity);
    taken = current;
    current = undefined;
    if (!isMine) return;
    keep(await freshChatKey(taken));
    for (const [identity, { pub }] of peers) if (pub) await give(identity, pub);
  };

  const holders = () => [...peers].filter(([, peer]) => peer.kid !== null && peer.pub).map(([identity]) => identity).sort();

  /** Of all who hold the key, one gives it; asked directly, everybody does. */
  const giver = () => current !== undefined && !holders().some((identity) => peers.get(identity)?.kid === current?.id && identity < me);

  const give = async (to: string, theirs: Bytes) => {
    if (!current) return;
    const { kid, iv, box } = await wrap(current, pair, theirs, { meeting, from: me, to });
    send({ t: "key", pub: hex(pair.publicKey), kid, iv: hex(iv), box: hex(box) }, to);
  };

  const heardHello = async (from: string, message: Extract<CircleMessage, { t: "hello" }>) => {
    const pub = unhex(message.pub);
    const known = peers.get(from);
    const isNew = !known?.pub || hex(known.pub) !== message.pub;
    peers.set(from, { pub, kid: message.kid });
    if (isNew) {
      hello(false, from);
      await agree();
      changed();
    }
    const behind = current !== undefined && (message.kid === null || message.kid > current.id);
    if (behind && (message.want || giver())) await give(from, pub);
    if (message.kid !== null && (!current || message.kid < current.id)) hello(true, from);
  };

  const heardKey = async (from: string, message: Extract<CircleMessage, { t: "key" }>) => {
    const theirs = unhex(message.pub);
    const known = peers.get(from)?.pub;
    if (known && hex(known) !== message.pub) return; // somebody speaks with another's voice
    if (keys.has(message.kid)) return;
    const wrapped = { kid: message.kid, iv: unhex(message.iv), box: unhex(message.box) };
    const key = await unwrap(wrapped, pair, theirs, { meeting, from, to: me });
    peers.set(from, { pub: theirs, kid: message.kid });
    await agree();
    keep(key);
  };

  return {
    get current() {
      return current;
    },
    keyOf: (kid) => keys.get(kid),
    get code() {
      return accord.code;
    },
    async present(identities) {
      const here = new Set(identities.filter((identity) => identity !== me));
      const gone = [...peers.keys()].filter((identity) => !here.has(identity));
      for (const identity of gone) peers.delete(identity);
      for (const identity of here) {
        if (peers.has(identity)) continue;
        peers.set(identity, { kid: null });
        hello(!current, identity);
      }
      if (gone.length > 0) await change();
      if (here.size === 0 && !current) keep(await freshChatKey(taken));
      await agree();
      changed();
    },
    async heard(from, message) {
      if (from === me) return;
      if (message.t === "hello") await heardHello(from, message);
      else if (message.t === "key") await heardKey(from, message);
      else await accord.heard(from, message);
    },
    async tick() {
      for (const [identity, peer] of peers) if (!peer.pub) hello(!current, identity);
      await accord.tick();
      if (current) return;
      waited += 1;
      const [holder] = holders();
      if (holder) hello(true, holder);
      if (holder && !taken) return;
      const first = [...peers.keys()].every((identity) => me < identity);
      if (waited >= PATIENCE_TICKS && (first || waited >= 3 * PATIENCE_TICKS)) keep(await freshChatKey(taken));
    },
  };
}

/** Reads a message of the circle; what is not one is nothing. */
export function readCircle(bytes: Uint8Array): CircleMessage | undefined {
  try {
    const message = JSON.parse(new TextDecoder().decode(bytes)) as Partial<Record<string, unknown>>;
    const text = (name: string, max: number) => {
      const value = message[name];
      return typeof value === "string" && value.length <= max && /^[0-9a-f]+$/.test(value) ? value : undefined;
    };
    const exactly = (name: string, length: number) => {
      const value = text(name, length);
      return value?.length === length ? value : undefined;
    };
    const [view, commit, set, nonce] = [exactly("view", 64), exactly("commit", 64), exactly("set", 64), exactly("nonce", 32)];
    if (message["t"] === "commit") return view && commit ? { t: "commit", view, commit, want: message["want"] === true } : undefined;
    if (message["t"] === "reveal") return view && set && nonce ? { t: "reveal", view, set, nonce } : undefined;
    const pub = exactly("pub", 64);
    if (!pub) return undefined;
    const kid = text("kid", 16);
    if (message["t"] === "hello") return { t: "hello", pub, kid: kid ?? null, want: message["want"] === true };
    const [iv, box] = [text("iv", 24), text("box", 128)];
    return message["t"] === "key" && kid && iv && box ? { t: "key", pub, kid, iv, box } : undefined;
  } catch {
    return undefined;
  }
}
