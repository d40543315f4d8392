/** Which programs speak in a conversation, and at which addresses. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { type Answer, answer, api } from "@/api/client";

export type Hook = Answer<"hook.list">["items"][number];

const hooksKey = (conversation: string) => ["chat", "hooks", conversation];

export const hooksQuery = (conversation: string) =>
  queryOptions({
    queryKey: hooksKey(conversation),
    queryFn: async ({ signal }) =>
      (await answer(api.GET("/api/v1/conversations/{conversation}/hooks", { params: { path: { conversation } }, signal }))).items,
  });

/** The name that a program has. */
export const isHookName = (name: string): boolean => /^[a-z][a-z0-9-]{0,39}$/.test(name);

/** Makes one; its address is told this once. */
export function useMakeHook(conversation: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (name: string) => {
      const made = await answer(api.POST("/api/v1/conversations/{conversation}/hooks", { params: { path: { conversation } }, body: { name } }));
      return { name: made.hook.name, address: new URL(made.path, window.location.origin).href };
    },
    onSuccess: () => cache.invalidateQueries({ queryKey: hooksKey(conversation) }),
    // The address is kept nowhere, not even here.
    gcTime: 0,
  });
}

export function useRemoveHook(conversation: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (hook: string) => {
      await answer(api.DELETE("/api/v1/conversations/{conversation}/hooks/{hook}", { params: { path: { conversation, hook } } }));
    },
    onSettled: () => cache.invalidateQueries({ queryKey: hooksKey(conversation) }),
  });
}
