/** Which organisation one stands in; meetings started there belong to it. */
import { useSyncExternalStore } from "react";
import type { Me } from "@/yard/me/me.data";
import { recall, remember } from "@/ui/memory";

let stand: string | undefined;
const watchers = new Set<() => void>();

export function standIn(org: string): void {
  stand = org;
  remember("stand", org);
  for (const tell of watchers) tell();
}

/** The organisation, or nothing when one stands there as oneself. */
export function useStand(me: Me | null | undefined): Me["orgs"][number] | undefined {
  const id = useSyncExternalStore(watch, present);
  return me?.orgs.find((org) => org.id === id);
}

/** Asked for late: what the browser remembers is opened while this file is read. */
function present(): string {
  return (stand ??= recall("stand") ?? "");
}

function watch(tell: () => void): () => void {
  watchers.add(tell);
  return () => watchers.delete(tell);
}
