/** What follows from order: who may do what, who speaks, and the form of a link. No page, no house. */
import type { Conversation } from "../live/chats.model";

type Ranked = "owner" | "moderator" | "member" | (string & {});

const ranks: readonly string[] = ["member", "moderator", "owner"];

/** Whether somebody keeps order in a group. */
export const moderates = ({ kind, role, present }: Pick<Conversation, "kind" | "role" | "present">): boolean => kind !== "direct" && present && role !== "member";

export const outranks = (role: Ranked, other: Ranked): boolean => ranks.indexOf(role) > ranks.indexOf(other);

/** Why I say nothing here now; nothing where I may. */
export function hushed({ kind, role, quiet, silenced_until: until }: Pick<Conversation, "kind" | "role" | "quiet" | "silenced_until">, now: number): "silenced" | "quiet" | undefined {
  if (until && Date.parse(until) > now) return "silenced";
  return kind !== "direct" && quiet && role === "member" ? "quiet" : undefined;
}

/** What stands in the link rides in the fragment, which no server and no log sees. */
export const linkOf = (origin: string, secret: string): string => `${origin}/chats#join=${secret}`;

export const secretIn = (hash: string): string | undefined => /^#?join=([\w-]{43})$/.exec(hash)?.[1];
