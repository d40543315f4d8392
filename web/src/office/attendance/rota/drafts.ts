/** Rosters that were written and not saved yet outlive a look at another page; they stay in the memory of this one. */
import { useState } from "react";
import type { History } from "./rota.model";

/** By group. */
type Drafts = Readonly<Record<string, History>>;

/** Whose they are, and of which organisation. */
const kept = new Map<string, Drafts>();

/** Whoever closes the window is asked by the browser first. */
const ask = (event: BeforeUnloadEvent) => event.preventDefault();

function keep(whose: string, drafts: Drafts): Drafts {
  kept.set(whose, drafts);
  const isWriting = [...kept.values()].some((all) => Object.values(all).some(({ now }) => now.size > 0));
  if (isWriting) addEventListener("beforeunload", ask);
  else removeEventListener("beforeunload", ask);
  return drafts;
}

/** What somebody wrote and did not save, and changing it. */
export function useDrafts(whose: string) {
  const [drafts, setDrafts] = useState<Drafts>(() => kept.get(whose) ?? {});
  const change = (group: string, next: History) => setDrafts((known) => keep(whose, { ...known, [group]: next }));
  return [drafts, change] as const;
}
