/** What an organisation orders for its conversations. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { type Answer, type Ask, answer, api } from "@/api/client";

export type ChatRules = Answer<"governing.get">;

const key = (org: string) => ["chat", "governing", org];

export const chatRulesQuery = (org: string) =>
  queryOptions({ queryKey: key(org), queryFn: ({ signal }) => answer(api.GET("/api/v1/orgs/{org}/chat-rules", { params: { path: { org } }, signal })) });

export function useSetChatRules(org: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (body: Ask<"governing.set">) => void (await answer(api.PUT("/api/v1/orgs/{org}/chat-rules", { params: { path: { org } }, body }))),
    onSettled: () => cache.invalidateQueries({ queryKey: key(org) }),
  });
}
