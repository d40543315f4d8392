/** What voice messages said, as long as this page lives and nowhere else: the house keeps nothing of it, either. */
import { answer, api } from "@/api/client";

export type Heard = { words?: string; hidden?: boolean; why?: unknown; waits?: boolean };

const heard = new Map<string, Heard>();
const listeners = new Set<() => void>();
const nothing: Heard = {};

export const heardOf = (file: string): Heard => heard.get(file) ?? nothing;

export function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function change(file: string, next: Heard): void {
  heard.set(file, next);
  for (const listener of listeners) listener();
}

export const hide = (file: string, hidden: boolean): void => change(file, { ...heardOf(file), hidden });

/** Asks the house for the words, or shows again those that it found before. */
export async function hear(conversation: string, file: string, language: string): Promise<void> {
  const before = heardOf(file);
  if (before.waits) return;
  if (before.words !== undefined) return hide(file, false);
  change(file, { waits: true });
  try {
    const asked = api.GET("/api/v1/conversations/{conversation}/files/{file}/speech", { params: { path: { conversation, file }, query: { tongue: language.slice(0, 2) } } });
    change(file, { words: (await answer(asked)).text });
  } catch (why) {
    change(file, { why });
  }
}
