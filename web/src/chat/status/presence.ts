/** The presence of this page, from the moment somebody is signed in until the page closes. */
import { useEffect, useRef, useSyncExternalStore } from "react";
import { answer, api } from "@/api/client";
import { Presence, type Seen, type State } from "./presence.model";

/** Whoever did nothing for so long is away. */
const IDLE_MS = 5 * 60_000;
const TYPES_EVERY_MS = 3_000;

let presence: Presence | undefined;
const watchers = new Set<() => void>();
const tell = () => {
  for (const look of watchers) look();
};

/** Begins; ends when the answer is called. */
export function beginPresence(): { frame: Presence["frame"]; again: () => void; end: () => void } {
  let used = Date.now();
  const isActive = () => document.visibilityState === "visible" && Date.now() - used < IDLE_MS;
  let was = isActive();
  const own = new Presence(
    {
      watch: async (body) => (await answer(api.PUT("/api/v1/conversation-status/watch", { body }))).items,
      now: () => Date.now(),
      active: () => (was = isActive()),
      hidden: () => document.visibilityState === "hidden",
    },
    crypto.randomUUID(),
  );
  const moved = (event: Event) => {
    if (event.type !== "visibilitychange" || document.visibilityState === "visible") used = Date.now();
    if (isActive() !== was || event.type === "visibilitychange") own.again();
  };
  const kinds = ["visibilitychange", "pointerdown", "pointermove", "keydown"];
  for (const kind of kinds) document.addEventListener(kind, moved, { passive: true });
  presence = own;
  const unwatch = own.watch(tell);
  tell();
  return {
    frame: (kind, body) => own.frame(kind, body),
    again: () => own.again(),
    end: () => {
      for (const kind of kinds) document.removeEventListener(kind, moved);
      unwatch();
      own.end();
      if (presence === own) presence = undefined;
    },
  };
}

function watch(look: () => void): () => void {
  watchers.add(look);
  return () => void watchers.delete(look);
}

/** How somebody is there, from now on on this page's screen. */
export function usePresence(person: string | null | undefined): Seen | undefined {
  const begun = useSyncExternalStore(watch, () => presence);
  useEffect(() => (person ? begun?.show(person) : undefined), [begun, person]);
  return useSyncExternalStore(watch, () => (person ? presence?.of(person) : undefined));
}

/** Who writes in a conversation just now. */
export function useTyping(conversation: string): readonly string[] {
  const typing = useSyncExternalStore(watch, () => presence?.typingIn(conversation));
  return typing ? [...typing.keys()] : [];
}

/** Tells that I write, every few seconds; who tells nobody is not told by the house, either. */
export function useTells(conversation: string): (text: string) => void {
  const last = useRef(0);
  return (text) => {
    if (!text.trim() || Date.now() - last.current < TYPES_EVERY_MS) return;
    last.current = Date.now();
    api.PUT("/api/v1/conversations/{conversation}/typing", { params: { path: { conversation } } }).catch(() => undefined);
  };
}

export type { Seen, State };
