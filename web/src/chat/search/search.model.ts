/** A text in parts: what was looked for, and what is around it. */
export type Part = { text: string; lit: boolean };

const BEFORE = 24;

/** `around` cuts what is far before the first of it, so that it is in sight. */
export function partsOf(text: string, wanted: string, around = false): Part[] {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [{ text, lit: false }];
  const pattern = new RegExp(`(${words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`, "giu");
  const first = text.search(pattern);
  const shown = around && first > BEFORE ? `…${text.slice(first - BEFORE)}` : text;
  return shown
    .split(pattern)
    .map((part, at) => ({ text: part, lit: at % 2 === 1 }))
    .filter((part) => part.text !== "");
}
