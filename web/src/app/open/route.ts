/** The few addresses of the open entry. A router of a thousand lines would cost strangers 30 KB. */
import { useSyncExternalStore } from "react";

export type Place =
  | { page: "landing" }
  | { page: "enter"; next: string }
  | { page: "policy" }
  | { page: "collection" }
  | { page: "permissions" }
  | { page: "recipients" }
  | { page: "children" }
  | { page: "assessment" }
  | { page: "promises" }
  | { page: "versions"; policy: string }
  | { page: "meeting"; number: string }
  | { page: "contact" }
  | { page: "held" }
  | { page: "stop" }
  | { page: "disown" }
  | { page: "takeover" }
  | { page: "visit"; isGate: boolean }
  | { page: "unfreeze" }
  | { page: "selftest" }
  | { page: "outbox" }
  | { page: "setup"; key: string }
  | { page: "recover"; key: string };

/** Which open page an address means, or nothing when the shell owns it. */
export function placeOf(path: string, search: string): Place | undefined {
  const query = new URLSearchParams(search);
  const meeting = /^\/m\/([0-9 -]{1,20})\/?$/.exec(decodePath(path));
  if (meeting?.[1]) return { page: "meeting", number: meeting[1].replace(/\D/g, "") };
  switch (path.replace(/\/+$/, "") || "/") {
    case "/":
      return { page: "landing" };
    case "/enter":
      return { page: "enter", next: safeNext(query.get("next")) };
    case "/policy":
      return { page: "policy" };
    case "/policy/collection":
      return { page: "collection" };
    case "/policy/permissions":
      return { page: "permissions" };
    case "/policy/recipients":
      return { page: "recipients" };
    case "/policy/children":
      return { page: "children" };
    case "/policy/assessment":
      return { page: "assessment" };
    case "/policy/promises":
      return { page: "promises" };
    case "/policy/versions":
      return { page: "versions", policy: query.get("policy") ?? "" };
    case "/contact":
      return { page: "contact" };
    case "/disown":
      return { page: "disown" };
    case "/takeover":
      return { page: "takeover" };
    case "/visit":
    case "/at":
    case "/screen":
    case "/invited":
      return { page: "visit", isGate: path === "/at" };
    case "/console":
      return { page: "enter", next: "/console" };
    case "/unfreeze":
      return { page: "unfreeze" };
    case "/held":
      return { page: "held" };
    case "/stop":
      return { page: "stop" };
    case "/selftest":
      return { page: "selftest" };
    case "/dev":
      return { page: "outbox" };
    case "/setup":
      return { page: "setup", key: query.get("key") ?? "" };
    case "/setup/recover":
      return { page: "recover", key: query.get("key") ?? "" };
    default:
      return undefined;
  }
}

export function isOpen(path: string): boolean {
  return placeOf(path, "") !== undefined;
}

/** Only a path of this house is followed after signing in, never another host. */
export function safeNext(next: string | null): string {
  return next && /^\/(?![/\\])/.test(next) ? next : "/home";
}

/** Goes to another page: inside the entry without loading, to the shell by loading it. */
export function go(to: string): void {
  const { pathname } = new URL(to, location.href);
  if (!isOpen(pathname)) {
    location.assign(to);
    return;
  }
  history.pushState(null, "", to);
  scrollTo(0, 0);
  for (const tell of watchers) tell();
}

export function usePlace(): Place | undefined {
  const address = useSyncExternalStore(watch, () => location.pathname + location.search);
  const { pathname, search } = new URL(address, location.origin);
  return placeOf(pathname, search);
}

const watchers = new Set<() => void>();

function watch(tell: () => void): () => void {
  watchers.add(tell);
  addEventListener("popstate", tell);
  return () => {
    watchers.delete(tell);
    removeEventListener("popstate", tell);
  };
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
