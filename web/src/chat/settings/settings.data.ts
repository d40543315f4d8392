/** How I have a conversation in my list, and what the owner of a group leaves to everybody. */
import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { type Answer, answer, api } from "@/api/client";
import type { ChatRoom, Conversation } from "../live/chats.model";

export type Left = Answer<"conversation.left">;
export type Setting = { muted: boolean; top: boolean; hidden: boolean; unread: boolean };

const leftKey = (conversation: string) => ["chat", "left", conversation];

export const leftQuery = (conversation: string) =>
  queryOptions({
    queryKey: leftKey(conversation),
    queryFn: async ({ signal }) => await answer(api.GET("/api/v1/conversations/{conversation}/left", { params: { path: { conversation } }, signal })),
  });

export function useLeave(conversation: string) {
  const cache = useQueryClient();
  return useCallback(
    async (left: Left) => {
      await answer(api.PUT("/api/v1/conversations/{conversation}/left", { params: { path: { conversation } }, body: left }));
      await cache.invalidateQueries({ queryKey: leftKey(conversation) });
    },
    [conversation, cache],
  );
}

export async function setConversation(room: ChatRoom, { id, muted, top, hidden, marked }: Conversation, more: Partial<Setting>): Promise<void> {
  const body = { muted, top, hidden, unread: marked, ...more };
  await answer(api.PUT("/api/v1/conversations/{conversation}/setting", { params: { path: { conversation: id } }, body }));
  await room.refresh();
}
