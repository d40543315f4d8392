import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { type Answer, type Ask, answer, api } from "@/api/client";
import type { Asked } from "./book.model";

export type Friend = Answer<"friend.list">["items"][number];
export type Colleague = Answer<"directory.find">["items"][number];
export type External = Answer<"external.list">["items"][number];
export type ExternalWish = Ask<"external.add">;
export type DisplayRules = Answer<"directory.rules">;
export type Someone = { person: string; name?: string | null };

const friendsKey = ["chat", "friends"];
const blocksKey = ["chat", "blocks"];
const choicesKey = ["chat", "contact-choices"];
const cardKey = ["chat", "card"];
const externalKey = (org: string) => ["chat", "external", org];
const rulesKey = (org: string) => ["chat", "directory-rules", org];
const FRESH_MS = 10_000;

export const friendsQuery = queryOptions({
  queryKey: friendsKey,
  queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/friends", { signal }))).items,
  // Requests come without being asked for; whoever has the page open sees them soon.
  refetchInterval: FRESH_MS,
});

export const blocksQuery = queryOptions({ queryKey: blocksKey, queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/blocks", { signal }))).items });
export const choicesQuery = queryOptions({ queryKey: choicesKey, queryFn: ({ signal }) => answer(api.GET("/api/v1/contact-choices", { signal })) });
export const cardQuery = queryOptions({ queryKey: cardKey, queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/me/card", { signal }))).code });

export type Search = { text: string; department?: string | undefined; from: number };
export const DIRECTORY_PAGE = 50;

export const colleaguesQuery = (org: string, { text, department, from }: Search) =>
  queryOptions({
    queryKey: ["chat", "colleagues", org, text, department, from],
    queryFn: ({ signal }) =>
      answer(api.GET("/api/v1/orgs/{org}/directory", { params: { path: { org }, query: { text, from, limit: DIRECTORY_PAGE, ...(department ? { department } : {}) } }, signal })),
  });

export const departmentsQuery = (org: string) =>
  queryOptions({
    queryKey: ["chat", "departments", org],
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/orgs/{org}/departments", { params: { path: { org }, query: { limit: 200 } }, signal }))).items,
  });

export const rulesQuery = (org: string) =>
  queryOptions({ queryKey: rulesKey(org), queryFn: ({ signal }) => answer(api.GET("/api/v1/orgs/{org}/directory-rules", { params: { path: { org } }, signal })) });

export const externalQuery = (org: string) =>
  queryOptions({
    queryKey: externalKey(org),
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/orgs/{org}/contacts", { params: { path: { org } }, signal }))).items,
  });

export function useRule(org: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (rules: DisplayRules) => answer(api.PUT("/api/v1/orgs/{org}/directory-rules", { params: { path: { org } }, body: rules })),
    onSuccess: () => cache.invalidateQueries({ queryKey: rulesKey(org) }),
  });
}

/** What changes who one knows; afterwards all of it is asked for again. */
function usePeople<Wish, Done = unknown>(act: (wish: Wish) => Promise<Done>) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSettled: () => Promise.all([friendsKey, blocksKey, choicesKey, cardKey].map((queryKey) => cache.invalidateQueries({ queryKey }))),
  });
}

const at = (person: string) => ({ params: { path: { person } } });

export const useAsk = () => usePeople((whom: { person: string } | { card: string }): Promise<Someone> => answer(api.POST("/api/v1/friends", { body: whom })));
export const useAccept = () => usePeople((person: string) => answer(api.POST("/api/v1/friends/{person}/accept", at(person))));
export const useParting = () => usePeople((person: string) => answer(api.DELETE("/api/v1/friends/{person}", at(person))));
export const useBlock = () => usePeople((person: string) => answer(api.PUT("/api/v1/blocks/{person}", at(person))));
export const useUnblock = () => usePeople((person: string) => answer(api.DELETE("/api/v1/blocks/{person}", at(person))));
export const useChoose = () => usePeople((by_phone: boolean) => answer(api.PUT("/api/v1/contact-choices", { body: { by_phone } })));
export const useRenewCard = () => usePeople(() => answer(api.POST("/api/v1/me/card")));
export const useLookAtCard = () => useMutation({ mutationFn: (code: string): Promise<Someone> => answer(api.POST("/api/v1/cards/look", { body: { card: code } })) });
export const useFind = () => useMutation({ mutationFn: (phone: string): Promise<Someone> => answer(api.POST("/api/v1/contact-find", { body: { phone } })) });
export const useNearby = () => useMutation({ mutationFn: (code: string) => answer(api.POST("/api/v1/nearby", { body: { digits: code } })) });

/** What the comparison of a book asks of the house. */
export const asked: Asked = {
  blind: async (elements) => (await answer(api.POST("/api/v1/contact-book/blind", { body: { elements } }))).elements,
  set: async () => (await answer(api.GET("/api/v1/contact-book"))).entries,
};

export const whose = async (tickets: string[]): Promise<Someone[]> => (await answer(api.POST("/api/v1/contact-book/found", { body: { tickets } }))).items;

export const begin = async (person: string): Promise<string> => (await answer(api.POST("/api/v1/conversations/direct", { body: { person } }))).id;

export async function tell(conversation: string, text: string): Promise<void> {
  await answer(api.POST("/api/v1/conversations/{conversation}/messages", { params: { path: { conversation } }, body: { mark: crypto.randomUUID(), text } }));
}

export function useExternal(org: string) {
  const cache = useQueryClient();
  const onSettled = () => cache.invalidateQueries({ queryKey: externalKey(org) });
  const of = (contact: string) => ({ params: { path: { org, contact } } });
  return {
    save: useMutation({
      mutationFn: async ({ contact, wish }: { contact?: string | undefined; wish: ExternalWish }) => {
        if (contact) await answer(api.PUT("/api/v1/orgs/{org}/contacts/{contact}", { ...of(contact), body: wish }));
        else await answer(api.POST("/api/v1/orgs/{org}/contacts", { params: { path: { org } }, body: wish }));
      },
      onSettled,
    }),
    remove: useMutation({ mutationFn: (contact: string) => answer(api.DELETE("/api/v1/orgs/{org}/contacts/{contact}", of(contact))), onSettled }),
    give: useMutation({
      mutationFn: ({ contact, owner }: { contact: string; owner: string }) => answer(api.PUT("/api/v1/orgs/{org}/contacts/{contact}/owner", { ...of(contact), body: { owner } })),
      onSettled,
    }),
  };
}
