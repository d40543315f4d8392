/** How a hold stands: plain values. */
type Times = { given_at: string; stands_at?: string | null; ends_at: string; ended_at?: string | null };

/** So long one waits for another administrator, in milliseconds. */
const WAITS_MS = 30 * 86_400_000;

/** `waits` for another administrator, `stands`, was `ended`, or is `over` by itself. */
export function stateOf({ given_at, stands_at, ends_at, ended_at }: Times, now: number): "waits" | "stands" | "ended" | "over" {
  if (ended_at) return "ended";
  const last = stands_at ? Date.parse(ends_at) : Date.parse(given_at) + WAITS_MS;
  if (last <= now) return "over";
  return stands_at ? "stands" : "waits";
}
