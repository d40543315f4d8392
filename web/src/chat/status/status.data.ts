/** What I say about myself, who sees it, and until when I am left alone. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { type Answer, answer, api } from "@/api/client";

export type Own = Answer<"status.own">;
export type Shows = Own["shows"];

const key = ["chat", "status"];

export const statusQuery = queryOptions({
  queryKey: key,
  queryFn: async ({ signal }) => await answer(api.GET("/api/v1/conversation-status", { signal })),
});

export type Wish =
  | { kind: "say"; sign: string; text: string; until: string | null }
  | { kind: "choose"; shows: Shows; typing: boolean | null }
  | { kind: "rest"; until: string | null };

export function useStatus() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (wish: Wish) => {
      if (wish.kind === "say") {
        const { sign, text, until } = wish;
        await answer(api.PUT("/api/v1/conversation-status", { body: { sign, text, until } }));
      } else if (wish.kind === "choose") {
        const { shows, typing } = wish;
        await answer(api.PUT("/api/v1/conversation-status/choices", { body: { shows, typing } }));
      } else await answer(api.PUT("/api/v1/conversation-status/rest", { body: { until: wish.until } }));
    },
    onSettled: () => cache.invalidateQueries({ queryKey: key }),
  });
}
