/**
 * What was said in a meeting, kept in this browser by whoever wants it: sealed under the browser's own key, and nowhere
 * else. The others of the meeting saw it, too; that it is kept is his act, as a photograph would be.
 */
import type { Kept } from "@/ui/kept";
import type { ChatLine } from "../chat/chat.model";

export type KeptLine = { from: string; at: number; mine: boolean; text?: string; picture?: string };

export type KeptChat = { id: string; of: string; title: string; at: number; lines: KeptLine[] };

const NAME = "meeting-chat ";

/** What is shown of a line can be kept; a picture goes along as a data address. What is still coming cannot. */
export async function keptLine(line: ChatLine, nameOf: (identity: string) => string): Promise<KeptLine | undefined> {
  const { body } = line;
  const whose = { from: nameOf(line.from), at: line.at, mine: line.mine };
  if (body.kind === "text") return { ...whose, text: body.text };
  if (body.kind === "picture") return { ...whose, picture: await asAddress(body.blob) };
  return undefined;
}

/** Keeps a meeting's chat; keeping it again replaces what was kept of it. */
export async function keepChat(kept: Kept, chat: KeptChat): Promise<void> {
  await kept.put(NAME + chat.id, chat);
}

/** One's own, the latest first. What another person kept in the same browser is not shown. */
export async function keptChats(kept: Kept, of: string): Promise<KeptChat[]> {
  const found: KeptChat[] = [];
  for (const name of await kept.names(NAME)) {
    const chat = readChat(await kept.get(name).catch(() => undefined));
    if (chat?.of === of) found.push(chat);
  }
  return found.sort((one, other) => other.at - one.at);
}

export async function forgetChat(kept: Kept, id: string): Promise<void> {
  await kept.remove(NAME + id);
}

/** A value from a store or a file, where it is a chat. */
export function readChat(value: unknown): KeptChat | undefined {
  if (!isTree(value)) return undefined;
  const { id, of, title, at, lines } = value;
  if (typeof id !== "string" || typeof of !== "string" || typeof title !== "string" || typeof at !== "number" || !Array.isArray(lines)) return undefined;
  const read = lines.map(readLine);
  return read.every((line) => line !== undefined) ? { id, of, title, at, lines: read } : undefined;
}

type Looks = { language?: string; theme?: "light" | "dark" | "system"; large?: boolean };

/** How the pages looked on the device that packed; what is none of it is passed over. */
export function readLooks(value: unknown): Looks {
  if (!isTree(value)) return {};
  const { language, theme, large } = value;
  return {
    ...(language === "zh-CN" || language === "en" ? { language } : {}),
    ...(theme === "light" || theme === "dark" || theme === "system" ? { theme } : {}),
    ...(typeof large === "boolean" ? { large } : {}),
  };
}

function readLine(value: unknown): KeptLine | undefined {
  if (!isTree(value)) return undefined;
  const { from, at, mine, text, picture } = value;
  if (typeof from !== "string" || typeof at !== "number" || typeof mine !== "boolean") return undefined;
  if (typeof text === "string") return { from, at, mine, text };
  // Nothing but a picture of the kinds that a chat sends is ever shown from a file.
  return typeof picture === "string" && /^data:image\/(jpeg|png|webp);base64,/.test(picture) ? { from, at, mine, picture } : undefined;
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function asAddress(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error ?? new Error("unreadable"));
    reader.readAsDataURL(blob);
  });
}
