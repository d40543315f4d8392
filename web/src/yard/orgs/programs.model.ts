/** What a program may be allowed, and how it may be called. Pure. */

export const orgScopes = ["org.read", "org.members.read", "org.events", "meeting.start", "meeting.read", "meeting.direct"] as const;
export const houseScopes = ["house.metrics"] as const;
export type Scope = (typeof orgScopes)[number] | (typeof houseScopes)[number];

/** The word of a scope in the catalogue: dots separate branches there. */
export function scopeWord<S extends Scope>(scope: S) {
  return scope.replaceAll(".", "_") as Flat<S>;
}

type Flat<S extends string> = S extends `${infer Head}.${infer Tail}` ? `${Head}_${Flat<Tail>}` : S;

/** Days for which a token may be good; a year at most. */
export const lives = [7, 30, 90, 180, 365] as const;

/** A name that the server takes: small letters, digits and hyphens, a letter first, 40 at most. */
export function isProgramName(text: string): boolean {
  return /^[a-z][a-z0-9-]{0,39}$/.test(text);
}
