/** What the conversations of one person are made of, and how the house is asked for them. */
import type { Answer } from "@/api/client";
import { type Log, type LogEvent, unreadIn } from "../log/log.model";
import type { Pending, Says } from "./outbox.model";

export type Conversation = Answer<"conversation.list">["items"][number];
export type Written = Answer<"message.send">;

export type Wire = {
  list: () => Promise<Conversation[]>;
  page: (conversation: string, part: { after: number } | { before: number }, limit: number) => Promise<LogEvent[]>;
  send: (conversation: string, body: { mark: string; text: string; reply_to: number | null; files: string[] } & Says) => Promise<Written>;
  edit: (conversation: string, seq: number, body: { mark: string; text: string } & Pick<Says, "mentions" | "all">) => Promise<Written>;
  recall: (conversation: string, seq: number, body: { mark: string }) => Promise<Written>;
  read: (conversation: string, seq: number) => Promise<void>;
  /** Whether asking again can help: the house was not reached, or is busy. */
  passing: (error: unknown) => boolean;
  /** Waits, but no longer than until the line is back. */
  rest: (ms: number) => Promise<void>;
};

export type Chats = {
  readonly phase: "opening" | "open" | "failed";
  readonly why?: unknown;
  /** Whether news come at once. */
  readonly up: boolean;
  readonly conversations: readonly Conversation[];
  readonly logs: ReadonlyMap<string, Log>;
  readonly pending: readonly Pending[];
};

/** Somebody else wrote something, just now. */
export type News = { conversation: Conversation; event: LogEvent };

/** How many messages wait to be read: by the log where it goes back so far, by the house's own count where not. */
export function unreadOf(chats: Chats, { id, read_seq, unread }: Conversation, me: string): number {
  const log = chats.logs.get(id);
  return (log && unreadIn(log, read_seq, me)) ?? unread;
}

/** Whether a message mentions me. */
export function mentionsMe(event: LogEvent, me: string): boolean {
  return event.by !== me && (event.all || (event.mentions?.includes(me) ?? false));
}

export function unreadOfAll(chats: Chats, me: string): number {
  return chats.conversations.reduce((sum, one) => sum + (one.muted ? one.mentions : unreadOf(chats, one, me)), 0);
}

/** Whether it has a name of its own, and more people than two: a group, or a channel of an organisation. */
export const isOfMany = ({ kind }: Pick<Conversation, "kind">): boolean => kind !== "direct";
