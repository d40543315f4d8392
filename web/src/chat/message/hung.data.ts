/** What hangs on messages: pins of a conversation, what I keep, where I am mentioned, and how they change. */
import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { type Answer, answer, api } from "@/api/client";
import type { ChatRoom } from "../live/chats.model";
import { useHint } from "../live/work";
import { freshMark } from "../live/outbox.model";

export type Found = Answer<"star.list">["items"][number];

const starsKey = ["chat", "stars"];
const at = (conversation: string, seq: number) => ({ params: { path: { conversation, seq } } });

export const starsQuery = queryOptions({
  queryKey: starsKey,
  queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/conversation-stars", { signal }))).items,
});

/** `since` is the number of the last event that changed what is pinned. */
export const pinsQuery = (conversation: string, since: number) =>
  queryOptions({
    queryKey: ["chat", "pins", conversation, since],
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/conversations/{conversation}/pins", { params: { path: { conversation } }, signal }))).items,
  });

export const mentionsQuery = queryOptions({
  queryKey: ["chat", "mentions"],
  queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/conversation-mentions", { signal }))).items,
  staleTime: 0,
});

/** The acts on a message that need no words. */
export function useHang(room: ChatRoom, conversation: string) {
  const cache = useQueryClient();
  const sign = useCallback(
    async (seq: number, one: string, put: boolean) => {
      const body = { mark: freshMark(), sign: one };
      const written = put
        ? await answer(api.POST("/api/v1/conversations/{conversation}/messages/{seq}/react", { ...at(conversation, seq), body }))
        : await answer(api.POST("/api/v1/conversations/{conversation}/messages/{seq}/unreact", { ...at(conversation, seq), body }));
      await room.wrote(conversation, written.seq);
    },
    [room, conversation],
  );
  const pin = useCallback(
    async (seq: number, put: boolean) => {
      const body = { mark: freshMark() };
      const written = put
        ? await answer(api.POST("/api/v1/conversations/{conversation}/messages/{seq}/pin", { ...at(conversation, seq), body }))
        : await answer(api.POST("/api/v1/conversations/{conversation}/messages/{seq}/unpin", { ...at(conversation, seq), body }));
      await room.wrote(conversation, written.seq);
    },
    [room, conversation],
  );
  const star = useCallback(
    async (seq: number, put: boolean) => {
      await keep(conversation, seq, put);
      await cache.invalidateQueries({ queryKey: starsKey });
    },
    [conversation, cache],
  );
  /** The house tells every page that the preview is gone, this one, too. */
  const unpreview = useCallback(async (seq: number) => void (await answer(api.POST("/api/v1/conversations/{conversation}/messages/{seq}/unpreview", at(conversation, seq)))), [conversation]);
  return useMemo(() => ({ sign, pin, star, unpreview }), [sign, pin, star, unpreview]);
}

async function keep(conversation: string, seq: number, put: boolean): Promise<void> {
  if (put) await answer(api.PUT("/api/v1/conversations/{conversation}/messages/{seq}/star", at(conversation, seq)));
  else await answer(api.DELETE("/api/v1/conversations/{conversation}/messages/{seq}/star", at(conversation, seq)));
}

/** My other devices kept something, or keep it no longer. */
export function useStarsInStep(): void {
  const cache = useQueryClient();
  useHint("conversation.stars", useCallback(() => void cache.invalidateQueries({ queryKey: starsKey }), [cache]));
}
