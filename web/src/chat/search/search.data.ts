/** Looking for what was said: the house finds it, in all of my conversations or in one. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, api } from "@/api/client";

export const searchQuery = (text: string, conversation: string | undefined) =>
  queryOptions({
    queryKey: ["chat", "search", text, conversation ?? null],
    queryFn: async ({ signal }) => (await answer(api.POST("/api/v1/conversation-search", { body: { text, conversation: conversation ?? null }, signal }))).items,
    enabled: /[\p{L}\p{N}]/u.test(text),
    placeholderData: keepPreviousData,
    retry: false,
  });
