/** Instants in a field of the browser: local, to the minute. */
export function localInstant(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** The same as the wire wants it. */
export function utcOf(local: string): string {
  return new Date(local).toISOString();
}
