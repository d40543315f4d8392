import type { TFunction } from "i18next";

const KINDS = [
  "see",
  "copy",
  "correct",
  "delete",
  "restrict",
  "withdraw",
  "cancel",
  "appeal_number",
  "leave_organisation",
  "explain",
  "complain",
] as const;

export const grounds = [
  "state_security",
  "public_interest",
  "criminal_procedure",
  "malice_or_abuse",
  "harm_to_others",
  "repeated",
  "disproportionate",
] as const;

/** What is asked, in words; a kind of a newer house is shown as it is called. */
export function sayKind(kind: string, t: TFunction): string {
  const known = KINDS.find((one) => one === kind);
  return known ? t(`rights.kind_${known}`) : kind;
}

/** Why a request was refused. */
export function sayGround(ground: string, t: TFunction): string {
  const known = grounds.find((one) => one === ground);
  return known ? t(`rights.ground_${known}`) : ground;
}
