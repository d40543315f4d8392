/** What an organisation has kept of a conversation as evidence. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { type Answer, type Ask, answer, api } from "@/api/client";
import { useHint } from "../live/work";
import { stateOf } from "./hold.model";

export type HoldOf = Answer<"conversation.holds">["items"][number];
export type HoldWish = Ask<"hold.place">;

const holdsKey = (conversation: string) => ["chat", "holds", conversation];

/** Those over all of it, and over one's own part. */
export const holdsQuery = (conversation: string) =>
  queryOptions({
    queryKey: holdsKey(conversation),
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/conversations/{conversation}/holds", { params: { path: { conversation } }, signal }))).items,
    staleTime: 60_000,
  });

/** One began, was prolonged or ended. */
export function useHoldsInStep(conversation: string): void {
  const cache = useQueryClient();
  useHint("conversation.held", useCallback(() => void cache.invalidateQueries({ queryKey: holdsKey(conversation) }), [cache, conversation]));
}

/** Those that stand now. */
export const standing = (holds: readonly HoldOf[]): HoldOf[] => holds.filter((hold) => stateOf(hold, Date.now()) === "stands");

const orgKey = (org: string) => ["chat", "holds-of", org];

/** Those of an organisation, the newest first; for its administrators. */
export const orgHoldsQuery = (org: string) =>
  queryOptions({
    queryKey: orgKey(org),
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/orgs/{org}/conversation-holds", { params: { path: { org } }, signal }))).items,
    staleTime: 0,
  });

/** Placing one, agreeing to what another administrator asked, prolonging and ending it. */
export function useHolds(org: string) {
  const cache = useQueryClient();
  const onSettled = () => cache.invalidateQueries({ queryKey: orgKey(org) });
  const at = (hold: string) => ({ params: { path: { org, hold } } });
  const place = useMutation({ mutationFn: (body: HoldWish) => answer(api.POST("/api/v1/orgs/{org}/conversation-holds", { params: { path: { org } }, body })), onSettled });
  const agree = useMutation({ mutationFn: async (hold: string) => void (await answer(api.POST("/api/v1/orgs/{org}/conversation-holds/{hold}/agreement", at(hold)))), onSettled });
  const prolong = useMutation({
    mutationFn: async ({ hold, days }: { hold: string; days: number }) => void (await answer(api.POST("/api/v1/orgs/{org}/conversation-holds/{hold}/prolonging", { ...at(hold), body: { days } }))),
    onSettled,
  });
  const end = useMutation({ mutationFn: async (hold: string) => void (await answer(api.DELETE("/api/v1/orgs/{org}/conversation-holds/{hold}", at(hold)))), onSettled });
  return { place, agree, prolong, end };
}
