/**
 * How those present come to digits that they can compare: first everybody binds themselves, then everybody opens.
 *
 * - Whoever is present draws a nonce and shows a commitment to it. A nonce is opened only when the commitments of all
 *   are there, so that nobody can choose theirs to fit: who stands between two people has one guess in 10^12.
 * - A nonce serves once. When somebody comes, goes, or binds themselves anew, everybody draws another.
 * - What one says again is answered only where somebody asks for it, and nobody binds themselves more than once a tick:
 *   answers to answers would never end.
 * - The digits bind identities, public keys and nonces of all.
 *
 * Knows no network and no timer, like the circle that it serves.
 */
import { type Bytes, hex, random } from "./keys.model";

export type AccordMessage = { t: "commit"; view: string; commit: string; want: boolean } | { t: "reveal"; view: string; set: string; nonce: string };

export type Accord = {
  /** The digits; empty until everybody opened. */
  readonly code: string;
  /** Who is present with which public key, oneself included; nothing while a key is missing. */
  present(keys: ReadonlyMap<string, Bytes> | undefined): Promise<void>;
  heard(from: string, message: AccordMessage): Promise<void>;
  tick(): Promise<void>;
};

type AccordNeeds = {
  meeting: string;
  me: string;
  send: (message: AccordMessage, to?: string) => void;
  changed: () => void;
};

/** More than these do not compare digits; and it would be many messages. */
export const PRESENT_MAX = 50;
const NONCE_BYTES = 16;
const DIGITS = 12;

type Round = {
  readonly view: string;
  readonly here: readonly string[];
  nonce: string;
  commits: Map<string, string>;
  nonces: Map<string, string>;
  /** The commitments under which the own nonce was opened. */
  opened: string | undefined;
  /** What others bound themselves to after that: it counts with the next own nonce. */
  later: Map<string, string>;
};

export function freshAccord({ meeting, me, send, changed }: AccordNeeds): Accord {
  let wanted: { view: string; here: readonly string[] } | undefined;
  let round: Round | undefined;
  let code = "";

  const say = (next: string) => {
    if (next === code) return;
    code = next;
    changed();
  };

  const commitTo = async (view: string, who: string, nonce: string) => await digest(["courtyard chat commit 1", view, who, nonce]);

  const setOf = async ({ commits }: Round) => await digest(["courtyard chat set 1", ...[...commits].sort().flat()]);

  const whole = ({ commits, here }: Round) => here.every((identity) => commits.has(identity));

  /** Draws anew; what others showed before counts no more, since it may have been chosen knowing the old nonce. */
  const bind = async (on: Round) => {
    on.nonce = hex(random(NONCE_BYTES));
    on.commits = new Map([...on.later, [me, await commitTo(on.view, me, on.nonce)]]);
    on.later = new Map();
    on.nonces = new Map();
    on.opened = undefined;
    say("");
    tell(on);
    await openWhenBound(on);
  };

  const tell = (on: Round, to?: string) => {
    send({ t: "commit", view: on.view, commit: on.commits.get(me) ?? "", want: to === undefined }, to);
    if (on.opened) send({ t: "reveal", view: on.view, set: on.opened, nonce: on.nonce }, to);
  };

  const openWhenBound = async (on: Round) => {
    if (on.opened || !whole(on)) return;
    on.opened = await setOf(on);
    on.nonces.set(me, on.nonce);
    send({ t: "reveal", view: on.view, set: on.opened, nonce: on.nonce });
  };

  const heardCommit = async (on: Round, from: string, { commit, want }: { commit: string; want: boolean }) => {
    if (on.commits.get(from) === commit) {
      if (code && want) tell(on, from); // they missed something
      return;
    }
    // What is bound after one's own nonce is open could be chosen to fit: it waits for another nonce, at the next tick.
    if (on.opened) {
      on.later.set(from, commit);
      say("");
      return;
    }
    on.commits.set(from, commit);
    await openWhenBound(on);
  };

  const heardReveal = async (on: Round, from: string, message: { set: string; nonce: string }) => {
    if (!on.opened || on.later.size > 0 || message.set !== on.opened || on.nonces.has(from)) return;
    if (on.commits.get(from) !== (await commitTo(on.view, from, message.nonce))) return;
    on.nonces.set(from, message.nonce);
    if (on.nonces.size < on.here.length) return;
    say(await digits([on.view, ...[...on.nonces].sort().flat()]));
  };

  return {
    get code() {
      return code;
    },
    async present(keys) {
      const fits = keys && keys.size > 1 && keys.size <= PRESENT_MAX;
      const entries = fits ? [...keys].map(([identity, key]) => [identity, hex(key)]).sort() : [];
      const view = fits ? await digest(["courtyard chat view 1", meeting, ...entries.flat()]) : "";
      if (view === (wanted?.view ?? "")) return;
      wanted = fits ? { view, here: [...keys.keys()] } : undefined;
      round = undefined;
      say("");
    },
    async heard(from, message) {
      const on = round;
      if (!on || from === me || message.view !== on.view || !on.here.includes(from)) return;
      if (message.t === "commit") await heardCommit(on, from, message);
      else await heardReveal(on, from, message);
    },
    /** A round begins at a tick, so that many who come at once are one round. */
    async tick() {
      if (!wanted) return;
      if (round) {
        if (round.later.size > 0) await bind(round);
        else if (!code) tell(round);
        return;
      }
      round = { ...wanted, nonce: "", commits: new Map(), nonces: new Map(), opened: undefined, later: new Map() };
      await bind(round);
    },
  };
}

async function digest(words: readonly string[]): Promise<string> {
  return hex(await hash(words));
}

/** The words are joined as JSON, so that none can reach over into the next. */
async function hash(words: readonly string[]): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(words))));
}

async function digits(words: readonly string[]): Promise<string> {
  let number = 0n;
  for (const byte of (await hash(["courtyard chat code 2", ...words])).slice(0, 16)) number = (number << 8n) | BigInt(byte);
  const text = (number % 10n ** BigInt(DIGITS)).toString().padStart(DIGITS, "0");
  return text.replace(/(\d{3})(?=\d)/g, "$1 ");
}
