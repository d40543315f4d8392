import type { TFunction } from "i18next";
import { sayKind } from "../rights/say";

export const SCOPES = ["see", "copy", "correct", "delete", "restrict", "explain", "complain", "consent"] as const;
const STATES = ["unsigned", "asked", "stands", "over"] as const;
const ACTS = ["see", "ask", "agree", "withdraw"] as const;

/** What a mandate covers, in words. */
export function sayScope(scope: string, t: TFunction): string {
  if (scope === "consent") return t("mandate.scope_consent");
  return sayKind(scope, t);
}

/** How a mandate stands. */
export function sayMandateState(state: string, t: TFunction): string {
  const known = STATES.find((one) => one === state);
  return known ? t(`mandate.state_${known}`) : state;
}

/** What was done under it. */
export function sayAct(act: string, detail: string, titles: ReadonlyMap<string, string>, t: TFunction): string {
  const known = ACTS.find((one) => one === act);
  const about = act === "ask" ? sayKind(detail, t) : (titles.get(detail) ?? detail);
  return known ? t(`mandate.did_${known}`, { about }) : act;
}
