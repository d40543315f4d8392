/** How a connection stands, and where it begins. Pure. */
import type { Connection } from "./scim.data";

/** Days for which a token may be good; the house takes a year and a day at most. */
export const lives = [30, 90, 180, 365] as const;

/** Days before its end in which a token is to be renewed: whoever runs the directory has to be found. */
const SOON_DAYS = 14;
const DAY_MS = 86_400_000;

/** `over`: its token is. `left`: who answers for it administers no longer. `soon`: its token is over soon. */
export type Standing = "works" | "soon" | "over" | "left";

export function standingOf({ rests, ends_at }: Pick<Connection, "rests" | "ends_at">, now: number): Standing {
  const left = Date.parse(ends_at) - now;
  if (rests) return left <= 0 ? "over" : "left";
  return left < SOON_DAYS * DAY_MS ? "soon" : "works";
}

/** The address that a directory is told. */
export const addressOf = (origin: string, path: string): string => new URL(path, origin).href;
