import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { type Answer, answer, api } from "@/api/client";

export type Standing = Answer<"push.standing">;

const key = ["yard", "push"];

export const standingQuery = (lang: string) =>
  queryOptions({
    queryKey: [...key, lang],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/me/push", { params: { query: { lang } }, signal })),
  });

/** The browser keeps the address; where the house refuses it, it is given back. */
export function useBegin() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async ({ subscription, version }: { subscription: PushSubscription; version: string }) => {
      const { endpoint, keys } = subscription.toJSON();
      const body = { address: endpoint ?? "", p256dh: keys?.["p256dh"] ?? "", auth: keys?.["auth"] ?? "", version };
      try {
        return await answer(api.PUT("/api/v1/me/push/browser", { body }));
      } catch (error) {
        await subscription.unsubscribe().catch(() => false);
        throw error;
      }
    },
    onSuccess: () => cache.invalidateQueries({ queryKey: key }),
  });
}

export function useEnd() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => answer(api.DELETE("/api/v1/me/push")),
    onSuccess: () => cache.invalidateQueries({ queryKey: key }),
  });
}

export function useTry() {
  return useMutation({ mutationFn: () => answer(api.POST("/api/v1/me/push/try")) });
}
