/** Amounts go over the wire in hundredths of a day or of an hour. */
import type { Arranged } from "./leave.data";

/** Hundredths as people write them: at most two places, and none that are nothing. */
export const written = (amount: number) => String(Math.round(amount) / 100);

/** What somebody typed, in hundredths; NaN where it is no number. */
export const hundredths = (typed: string) => Math.round(Number(typed.trim() || "x") * 100);

/** Steps of seniority as one line each: `1: 5` says that from one full year on there are five days. */
export const stepsText = (steps: readonly { years: number; amount: number }[]) => steps.map(({ years, amount }) => `${years}: ${written(amount)}`).join("\n");

/** The same read; undefined where a line is none. */
export function stepsOf(text: string): { years: number; amount: number }[] | undefined {
  const steps: { years: number; amount: number }[] = [];
  for (const line of text.split("\n").filter((one) => one.trim())) {
    const [, years, days] = /^\s*(\d{1,2})\s*[:：]\s*(\d{1,3}(?:\.\d{1,2})?)\s*$/u.exec(line) ?? [];
    if (years === undefined || days === undefined) return undefined;
    steps.push({ years: Number(years), amount: hundredths(days) });
  }
  return steps.length > 0 ? steps : undefined;
}

/** A kind as it is made first. */
export const blank = (name: string): Arranged => ({ name, also: [], unit: "half-day", paid: true, counts: "work-days", balance: { kept: "none" } });
