/** Light or dark, normal or large: said once on the root element, read by every style sheet. */
import { useSyncExternalStore } from "react";
import { recall, remember } from "./memory";

export type Looks = { theme: "light" | "dark" | "system"; large: boolean };

let looks: Looks = { theme: recall("theme") ?? "system", large: recall("large") ?? false };
const watchers = new Set<() => void>();
const system = matchMedia("(prefers-color-scheme: dark)");

export function useLooks(): Looks {
  return useSyncExternalStore(watch, () => looks);
}

/** Whether the page is dark now, whoever decided it. */
export function useDark(): boolean {
  return useSyncExternalStore(watch, isDark);
}

export function changeLooks(change: Partial<Looks>): void {
  looks = { ...looks, ...change };
  remember("theme", looks.theme);
  remember("large", looks.large);
  applyLooks();
}

export function applyLooks(): void {
  const root = document.documentElement;
  root.dataset["theme"] = isDark() ? "dark" : "light";
  root.toggleAttribute("data-large", looks.large);
  for (const told of watchers) told();
}

function isDark(): boolean {
  return looks.theme === "system" ? system.matches : looks.theme === "dark";
}

function watch(tell: () => void): () => void {
  watchers.add(tell);
  return () => watchers.delete(tell);
}

system.addEventListener("change", applyLooks);
