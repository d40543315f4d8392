/** Instants come as RFC 3339 in UTC and are shown in the reader's own zone and language. */
const DAY_MS = 86_400_000;

export function showInstant(at: string, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(at));
}

export function showClock(at: string, language: string): string {
  return new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hour12: false }).format(new Date(at));
}

export function showDay(at: string, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "long" }).format(new Date(at));
}

/** "today 18:02", "yesterday 09:30", or the whole instant when it is longer ago. */
export function showRecent(at: string, language: string, now: Date = new Date()): string {
  const then = new Date(at);
  const days = Math.round((startOfDay(now) - startOfDay(then)) / DAY_MS);
  if (days < 0 || days > 1) return showInstant(at, language);
  const word = new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(-days, "day");
  return `${word} ${showClock(at, language)}`;
}

/** The day of now, where the page is. */
export const dayNow = () => new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 10);

/** A meeting number as it is read aloud: 123 456 789. */
export function showNumber(number: string): string {
  return number.replace(/^(\d{3})(\d{3})(\d{3})$/, "$1 $2 $3");
}

function startOfDay(at: Date): number {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
}
