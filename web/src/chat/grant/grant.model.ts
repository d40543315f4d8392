/** How a grant stands: plain values. */
type Times = { stands_at?: string | null; ends_at: string; ended_at?: string | null };

/** `waits` for another administrator, `stands`, was `ended`, or is `over` by itself. */
export function stateOf({ stands_at, ends_at, ended_at }: Times, now: number): "waits" | "stands" | "ended" | "over" {
  if (ended_at) return "ended";
  if (Date.parse(ends_at) <= now) return "over";
  return stands_at ? "stands" : "waits";
}

/** Whether a case may let the keepers read: one of use or of an authority that another keeper approved, and that is not closed. */
export const lets = ({ kind, state }: { kind: string; state: string }): boolean => (kind === "use" || kind === "authority") && (state === "reviewed" || state === "released");

/** The id of a conversation out of what somebody typed or pasted: its address, or the id itself. */
export const conversationIn = (typed: string): string | undefined => /conversation_[0-9a-f-]{36}/.exec(typed)?.[0];
