/** Who besides its people may read a conversation. */
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { type Answer, type Ask, answer, api } from "@/api/client";
import { useHint } from "../live/work";

export type GrantOf = Answer<"conversation.grants">["items"][number];
export type GrantWish = Ask<"grant.give">;

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

const orgKey = (org: string) => ["chat", "grants-of", org];

/** Those that an organisation gave, the newest first; for its administrators. */
export const orgGrantsQuery = (org: string) =>
  queryOptions({
    queryKey: orgKey(org),
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/orgs/{org}/conversation-grants", { params: { path: { org } }, signal }))).items,
    staleTime: 0,
  });

/** Giving one, agreeing to one that another administrator asked, and ending it. */
export function useGrants(org: string) {
  const cache = useQueryClient();
  const onSettled = () => cache.invalidateQueries({ queryKey: orgKey(org) });
  const at = (grant: string) => ({ params: { path: { org, grant } } });
  const give = useMutation({ mutationFn: (body: GrantWish) => answer(api.POST("/api/v1/orgs/{org}/conversation-grants", { params: { path: { org } }, body })), onSettled });
  const agree = useMutation({ mutationFn: async (grant: string) => void (await answer(api.POST("/api/v1/orgs/{org}/conversation-grants/{grant}/agreement", at(grant)))), onSettled });
  const end = useMutation({ mutationFn: async (grant: string) => void (await answer(api.DELETE("/api/v1/orgs/{org}/conversation-grants/{grant}", at(grant)))), onSettled });
  return { give, agree, end };
}

/** What the desk may read now. */
export const standingQuery = queryOptions({
  queryKey: ["chat", "grants-standing"],
  queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/desk/conversation-grants", { signal }))).items,
  staleTime: 0,
});

/** A reviewed case lets the desk read a conversation. */
export function useCaseGrant() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ disclosure, ...body }: { disclosure: string } & Ask<"grant.by_case">) =>
      answer(api.POST("/api/v1/desk/disclosures/{disclosure}/conversations", { params: { path: { disclosure } }, body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: standingQuery.queryKey }),
  });
}

/** Messages of a page that the desk reads. */
const PAGE = 50;

/** What was said, a page at a time. Every page asked for is a leaf of the access log, so that none is asked for by itself. */
export const inspectedQuery = (conversation: string) =>
  infiniteQueryOptions({
    queryKey: ["chat", "inspected", conversation],
    queryFn: async ({ pageParam, signal }) => {
      const query = { limit: PAGE, ...(pageParam ? { before: pageParam } : {}) };
      return (await answer(api.GET("/api/v1/desk/conversations/{conversation}/messages", { params: { path: { conversation }, query }, signal }))).items;
    },
    initialPageParam: 0,
    // Of a page of events it has those that are messages, perhaps none: then the numbers say where the one before it ends.
    getNextPageParam: ([first], _, before) => {
      const from = first?.seq ?? before - PAGE;
      return from > 1 ? from : undefined;
    },
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    refetchOnMount: false,
    retry: false,
    gcTime: 0,
  });
