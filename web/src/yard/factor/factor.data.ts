import { type QueryClient, useMutation } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { answer, api, type Ask } from "@/api/client";
import { refusedWith } from "@/api/refusal";

const NEEDED = "session.factor_needed";

let wanted = false;
const hearing = new Set<() => void>();

function want(now: boolean): void {
  if (wanted === now) return;
  wanted = now;
  for (const heard of hearing) heard();
}

/** Notices every answer that asks for a second factor, whoever asked. */
export function heedFactor(queries: QueryClient): void {
  queries.getQueryCache().subscribe((event) => {
    if (event.type === "updated" && event.action.type === "error" && refusedWith(event.action.error) === NEEDED) want(true);
  });
  queries.getMutationCache().subscribe((event) => {
    if (event.type === "updated" && event.action.type === "error" && refusedWith(event.action.error) === NEEDED) want(true);
  });
}

/** Whether a second factor is asked for now, and how to say that it is not any longer. */
export function useFactorWanted(): [boolean, () => void] {
  const now = useSyncExternalStore(
    (heard) => {
      hearing.add(heard);
      return () => hearing.delete(heard);
    },
    () => wanted,
  );
  return [now, () => want(false)];
}

export function useGiveFactor() {
  return useMutation({ mutationFn: (body: Ask<"me.factor">) => answer(api.POST("/api/v1/me/factor", { body })) });
}
