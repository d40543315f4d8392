import type { TFunction } from "i18next";

export const KINDS = ["use", "authority", "complaint", "transfer", "violation", "heir"] as const;
const STATES = ["open", "reviewed", "refused", "released", "closed"] as const;
export const WISHES = ["law", "delete_only", "nobody"] as const;
const FIELDS = ["display-name", "phone-number", "email-address", "session-network", "feedback"] as const;

/** What a case is; what a newer house says is shown as it says it. */
export function sayCase(kind: string, t: TFunction): string {
  const known = KINDS.find((one) => one === kind);
  return known ? t(`disclosure.kind_${known}`) : kind;
}

/** Where a case stands. */
export function sayCaseState(state: string, t: TFunction): string {
  const known = STATES.find((one) => one === state);
  return known ? t(`disclosure.state_${known}`) : state;
}

/** A kind of data that a case can name. */
export function sayField(field: string, t: TFunction): string {
  const known = FIELDS.find((one) => one === field);
  return known ? t(`disclosure.field_${known}`) : field;
}
