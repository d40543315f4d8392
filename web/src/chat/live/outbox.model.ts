/** What I wrote and the house has not acknowledged yet. Each has a mark: sent twice it is stored once. */
import type { LogEvent, More } from "../log/log.model";

export type Says = Pick<More, "mentions" | "all" | "card" | "topic"> & { readonly bare?: boolean; readonly programs?: string[] };

export type Pending = {
  readonly mark: string;
  readonly conversation: string;
  readonly text: string;
  readonly replyTo: number | null;
  /** What it has besides its words. */
  readonly more?: Says | undefined;
  /** What hangs on it, all of it with the house already. */
  readonly files?: LogEvent["files"];
  /** When it was written here. */
  readonly at: string;
  /** The last number that this page knew then. */
  readonly after: number;
  /** `stuck` waits for the line; `refused` waits for me. */
  readonly state: "sending" | "stuck" | "refused";
  /** Why the house refused it: a code of its words. */
  readonly why?: unknown;
};

/** The same files, in the same order. */
function carries({ files }: LogEvent, one: Pending): boolean {
  const own = one.files ?? [];
  return files.length === own.length && own.every(({ id }, at) => files[at]?.id === id);
}

/** A fresh name for what is sent; also where the page is not served over HTTPS. */
export function freshMark(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Those that still have to be shown at the end. Where the answer was lost, the message may stand in the log already, under a
 * number that nobody told this page: the same words of mine after the last number that was known then.
 */
export function unseen(pending: readonly Pending[], events: ReadonlyMap<number, LogEvent>, whole: number, me: string): Pending[] {
  const claimed = new Set<number>();
  return pending.filter((one) => {
    for (let seq = one.after + 1; seq <= whole; seq += 1) {
      const event = events.get(seq);
      if (event?.kind !== "message" || event.by !== me || event.text !== one.text || claimed.has(seq) || !carries(event, one)) continue;
      claimed.add(seq);
      return false;
    }
    return true;
  });
}
