import type { TFunction } from "i18next";
import { sayKind } from "../rights/say";
import type { Paper } from "./paper.data";

export const WHATS = ["consent", "withdrawal", "request", "mandate"] as const;
export const ASKS = ["see", "copy", "correct", "delete", "restrict", "explain", "complain", "appeal_number"] as const;
const STATES = ["printed", "scanned", "entered"] as const;

/** What a sheet says, in words. */
export function sayWhat(what: string, t: TFunction): string {
  const known = WHATS.find((one) => one === what);
  return known ? t(`paper.what_${known}`) : what;
}

/** How far a sheet is. */
export function sayPaperState(state: string, t: TFunction): string {
  const known = STATES.find((one) => one === state);
  return known ? t(`paper.state_${known}`) : state;
}

/** What a sheet is about: the purpose by its name where that is known, or what is asked. */
export function sayAbout(paper: Paper, titles: ReadonlyMap<string, string>, t: TFunction): string {
  if (paper.asks) return sayKind(paper.asks, t);
  return paper.purpose ? (titles.get(paper.purpose) ?? paper.purpose) : "";
}
