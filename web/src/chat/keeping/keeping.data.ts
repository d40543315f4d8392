/** How long a conversation keeps what is said in it. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { type Answer, answer, api } from "@/api/client";
import { useHint } from "../live/work";

export type KeepingOf = Answer<"conversation.keeping">;
export type KeepWish = { message_days: number | null; file_days: number | null; relay: boolean };

export const keepingKey = (conversation: string) => ["chat", "keeping", conversation];

export const keepingQuery = (conversation: string) =>
  queryOptions({
    queryKey: keepingKey(conversation),
    queryFn: async ({ signal }) => await answer(api.GET("/api/v1/conversations/{conversation}/keeping", { params: { path: { conversation } }, signal })),
    staleTime: 60_000,
  });

/** Somebody changed it. */
export function useKeepingInStep(conversation: string): void {
  const cache = useQueryClient();
  useHint("conversation.keeping", useCallback(() => void cache.invalidateQueries({ queryKey: keepingKey(conversation) }), [cache, conversation]));
}

export function useKeep(conversation: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (body: KeepWish) => void (await answer(api.PUT("/api/v1/conversations/{conversation}/keeping", { params: { path: { conversation } }, body }))),
    onSuccess: () => cache.invalidateQueries({ queryKey: keepingKey(conversation) }),
  });
}

/** Days in words; without a number it stays until somebody takes it back. */
export function useDays(): (days: number | null | undefined) => string {
  const { t } = useTranslation();
  return useCallback((days) => (days === null || days === undefined ? t("keeping.always") : t("keeping.days", { count: days })), [t]);
}
