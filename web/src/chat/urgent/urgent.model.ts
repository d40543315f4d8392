/** Which urgent messages ask for an answer on this page: plain values. */
import type { Urgent } from "./urgent.data";

const DAY_MS = 86_400_000;

type Place = Pick<Urgent, "conversation" | "seq">;

/** One message among all of them. */
export const placeOf = ({ conversation, seq }: Place): string => `${conversation} ${seq}`;

/**
 * What asks for an answer, the oldest first. `hinted` came while this page was open; of what came before it, only what was
 * shown within a day: what waits for the end of quiet hours is not shown by a page that is opened within them.
 */
export function asking(items: readonly Urgent[], hinted: ReadonlySet<string>, laid: ReadonlySet<string>, now: number): Urgent[] {
  const wasShown = (one: Urgent) => now - Date.parse(one.since) < DAY_MS && one.steps.some(({ rung, outcome }) => rung === "page" && outcome === "sent");
  const asks = (one: Urgent) => !one.held && !one.confirmed_at && one.text !== null && !laid.has(placeOf(one));
  return items.filter((one) => asks(one) && (hinted.has(placeOf(one)) || wasShown(one))).toReversed();
}

/** Whom one can refuse or has refused, each once: those refused first, then whoever marked something, the latest first. */
export const refusable = (items: readonly Pick<Urgent, "by">[], refused: readonly string[]): string[] => [...new Set([...refused, ...items.map(({ by }) => by)])];
