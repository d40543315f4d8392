/** Who besides its people may read a conversation. */
import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { type Answer, answer, api } from "@/api/client";
import { useHint } from "../live/work";

type GrantOf = Answer<"conversation.grants">["items"][number];

const grantsKey = (conversation: string) => ["chat", "grants", conversation];

export const grantsQuery = (conversation: string) =>
  queryOptions({
    queryKey: grantsKey(conversation),
    queryFn: async ({ signal }) => await answer(api.GET("/api/v1/conversations/{conversation}/grants", { params: { path: { conversation } }, signal })),
    staleTime: 60_000,
  });

/** One began, or was ended. */
export function useGrantsInStep(conversation: string): void {
  const cache = useQueryClient();
  useHint("conversation.granted", useCallback(() => void cache.invalidateQueries({ queryKey: grantsKey(conversation) }), [cache, conversation]));
}

/** The one that stands now; null where none does. */
export const standing = ({ items }: Answer<"conversation.grants">): GrantOf | null =>
  items.find((grant) => !grant.ended_at && grant.stands_at && Date.parse(grant.ends_at) > Date.now()) ?? null;
