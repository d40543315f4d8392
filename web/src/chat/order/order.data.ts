/** Order in a group: who speaks, who comes, who keeps order, and the link that leads into it. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { type Answer, answer, api } from "@/api/client";
import { useHint } from "../live/work";
import { membersKey } from "../people/people.data";
import { linkOf } from "./order.model";

export type Ordered = Answer<"order.get">;
export type GroupLink = NonNullable<Answer<"order.link">["link"]>;
export type Role = "owner" | "moderator" | "member";

const orderKey = (conversation: string) => ["chat", "order", conversation];
const path = (conversation: string) => ({ params: { path: { conversation } } });
const at = (conversation: string, person: string) => ({ params: { path: { conversation, person } } });

export const orderQuery = (conversation: string) =>
  queryOptions({
    queryKey: [...orderKey(conversation), "set"],
    queryFn: async ({ signal }) => await answer(api.GET("/api/v1/conversations/{conversation}/order", { ...path(conversation), signal })),
  });

export const linkQuery = (conversation: string) =>
  queryOptions({
    queryKey: [...orderKey(conversation), "link"],
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/conversations/{conversation}/link", { ...path(conversation), signal }))).link ?? null,
    staleTime: 0,
  });

export const askersQuery = (conversation: string) =>
  queryOptions({
    queryKey: [...orderKey(conversation), "askers"],
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/conversations/{conversation}/askers", { ...path(conversation), signal }))).items,
    staleTime: 0,
  });

/** Somebody ordered something, or asks to come in. */
export function useOrderInStep(conversation: string): void {
  const refresh = useRefresh(conversation);
  useHint("conversation.order", useCallback((frame) => void (frame.body["conversation"] === conversation && refresh()), [conversation, refresh]));
}

function useRefresh(conversation: string): () => Promise<void> {
  const cache = useQueryClient();
  return useCallback(async () => {
    await Promise.all([orderKey(conversation), membersKey(conversation)].map((queryKey) => cache.invalidateQueries({ queryKey })));
  }, [cache, conversation]);
}

export function useSetOrder(conversation: string) {
  return useMutation({
    mutationFn: async (body: Ordered) => void (await answer(api.PUT("/api/v1/conversations/{conversation}/order", { ...path(conversation), body }))),
    onSettled: useRefresh(conversation),
  });
}

/** What is done to one member: what he is from now on, or for how many seconds he is silent. */
export type MemberWish = { person: string } & ({ role: Role } | { seconds: number });

export function useMemberOrder(conversation: string) {
  return useMutation({
    mutationFn: async ({ person, ...wish }: MemberWish) => {
      if ("role" in wish) await answer(api.PUT("/api/v1/conversations/{conversation}/members/{person}/role", { ...at(conversation, person), body: { role: wish.role } }));
      else await answer(api.PUT("/api/v1/conversations/{conversation}/members/{person}/silence", { ...at(conversation, person), body: { seconds: wish.seconds } }));
    },
    onSettled: useRefresh(conversation),
  });
}

/** Makes the link; what stands in it is told this once. */
export function useMakeLink(conversation: string) {
  return useMutation({
    mutationFn: async (body: { days: number; most: number }) => {
      const { secret } = await answer(api.PUT("/api/v1/conversations/{conversation}/link", { ...path(conversation), body }));
      return linkOf(window.location.origin, secret);
    },
    onSettled: useRefresh(conversation),
    // The link is kept nowhere, not even here.
    gcTime: 0,
  });
}

export function useEndLink(conversation: string) {
  return useMutation({
    mutationFn: async () => void (await answer(api.DELETE("/api/v1/conversations/{conversation}/link", path(conversation)))),
    onSettled: useRefresh(conversation),
  });
}

export function useAnswerAsker(conversation: string) {
  return useMutation({
    mutationFn: async ({ person, lets }: { person: string; lets: boolean }) => {
      const one = at(conversation, person);
      if (lets) await answer(api.PUT("/api/v1/conversations/{conversation}/askers/{person}", one));
      else await answer(api.DELETE("/api/v1/conversations/{conversation}/askers/{person}", one));
    },
    onSettled: useRefresh(conversation),
  });
}

export function useJoin() {
  return useMutation({
    mutationFn: async (secret: string) => await answer(api.POST("/api/v1/conversation-joins", { body: { secret } })),
    gcTime: 0,
  });
}
