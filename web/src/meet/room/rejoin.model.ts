/** How hard to try to come back. Pure: numbers in, numbers out. */

/** After this much trying in vain a person is asked. */
export const REJOIN_MS_MAX = 60_000;
const WAIT_MS_FIRST = 250;
const WAIT_MS_MAX = 2_000;

/** How long to wait before the next try, or nothing when it is time to give up. */
export function nextTryMs(tries: number, elapsedMs: number): number | null {
  if (elapsedMs >= REJOIN_MS_MAX) return null;
  return Math.min(WAIT_MS_MAX, WAIT_MS_FIRST * 2 ** Math.min(tries, 10));
}

export type Ending = "left" | "removed" | "ended" | "elsewhere" | "lost";

/** What a disconnection means, by LiveKit's reason; nothing means: try to come back. */
export function endingOf(reason: string | undefined): Ending | undefined {
  switch (reason) {
    case "CLIENT_INITIATED":
      return "left";
    case "PARTICIPANT_REMOVED":
      return "removed";
    case "ROOM_DELETED":
    case "ROOM_CLOSED":
      return "ended";
    case "DUPLICATE_IDENTITY":
      return "elsewhere";
    default:
      return undefined;
  }
}

/** The same for a refusal of the house, when a fresh token is asked for. */
export function endingOfRefusal(code: string | undefined): Ending | undefined {
  switch (code) {
    case "meeting.removed":
      return "removed";
    case "meeting.ended":
    case "meeting.unknown":
      return "ended";
    default:
      return undefined;
  }
}
