/** What I wrote to be sent later. */
import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { type Answer, answer, api } from "@/api/client";
import { useHint } from "../live/work";

export type Later = Answer<"scheduled.list">["items"][number];

const key = ["chat", "scheduled"];

export const laterQuery = queryOptions({
  queryKey: key,
  queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/conversation-scheduled", { signal }))).items,
});

export function useLaterActs(conversation: string) {
  const cache = useQueryClient();
  const look = useCallback(() => void cache.invalidateQueries({ queryKey: key }), [cache]);
  useHint("conversation.scheduled", look);
  const put = async (text: string, due: Date, before?: string) => {
    const body = { text, due_at: due.toISOString() };
    if (before) await answer(api.PUT("/api/v1/conversations/{conversation}/scheduled/{scheduled}", { params: { path: { conversation, scheduled: before } }, body }));
    else await answer(api.POST("/api/v1/conversations/{conversation}/scheduled", { params: { path: { conversation } }, body }));
    look();
  };
  const remove = async (scheduled: string) => {
    await answer(api.DELETE("/api/v1/conversations/{conversation}/scheduled/{scheduled}", { params: { path: { conversation, scheduled } } }));
    look();
  };
  return { put, remove };
}
