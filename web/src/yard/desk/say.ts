import type { TFunction } from "i18next";

const SEVERITIES = ["general", "large", "major", "extreme"] as const;
const STATES = ["draft", "publicity", "notified", "in_force", "replaced", "withdrawn"] as const;
const STEPS = ["registered", "stated", "graded", "frozen", "let_go", "locked", "assessed", "telling", "told", "told_and_hung_out", "report_filed", "report_warned", "report_overdue", "notice_warned", "notice_overdue", "closed"] as const;
const OUTCOMES = ["sent", "refused", "failed", "leaving", "outbox"] as const;
const TICKETS = ["feedback", "question", "privacy", "security"] as const;
const TICKET_STATES = ["open", "answered", "closed"] as const;

export const severities = SEVERITIES;

/** How grave an incident is; what a newer house says is shown as it says it. */
export function saySeverity(severity: string, t: TFunction): string {
  const known = SEVERITIES.find((one) => one === severity);
  return known ? t(`desk.severity_${known}`) : severity;
}

/** Where a version of the policy stands. */
export function sayState(state: string, t: TFunction): string {
  const known = STATES.find((one) => one === state);
  return known ? t(`desk.version_${known}`) : state;
}

/** What was done about an incident. */
export function sayStep(step: string, t: TFunction): string {
  const known = STEPS.find((one) => one === step);
  return known ? t(`desk.step_${known}`) : step;
}

/** What became of something that left. */
export function sayOutcome(outcome: string, t: TFunction): string {
  const known = OUTCOMES.find((one) => one === outcome);
  return known ? t(`desk.sent_${known}`) : outcome;
}

export function sayTicket(kind: string, t: TFunction): string {
  const known = TICKETS.find((one) => one === kind);
  return known ? t(`contact.kind_${known}`) : kind;
}

export function sayTicketState(state: string, t: TFunction): string {
  const known = TICKET_STATES.find((one) => one === state);
  return known ? t(`contact.state_${known}`) : state;
}
