/** Programs that hear commands, what I gave to them, and what they answered to me alone. */
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { type Answer, answer, api } from "@/api/client";
import { consentsQuery } from "@/yard/data/data.data";
import { askedQuery } from "@/yard/policy/policy.data";
import { useHint } from "../live/work";

export type Hearer = Answer<"program.list">["items"][number];
export type Given = Answer<"program.answers">["items"][number];
export type Delivery = Answer<"program.deliveries">["items"][number];

const purpose = "program-command";
const hearersKey = (conversation: string) => ["chat", "hearers", conversation];
const givenKey = (conversation: string) => ["chat", "given", conversation];

export const hearersQuery = (conversation: string) =>
  queryOptions({
    queryKey: hearersKey(conversation),
    queryFn: ({ signal }) => answer(api.GET("/api/v1/conversations/{conversation}/programs", { params: { path: { conversation } }, signal })),
    staleTime: 60_000,
  });

export const deliveriesQuery = (conversation: string, program: string) =>
  queryOptions({
    queryKey: [...hearersKey(conversation), program],
    queryFn: async ({ signal }) =>
      (await answer(api.GET("/api/v1/conversations/{conversation}/programs/{program}/deliveries", { params: { path: { conversation, program } }, signal }))).items,
  });

/** What I gave to programs here; asked again whenever something became of it. */
export function useGiven(conversation: string): Given[] {
  const cache = useQueryClient();
  useHint("conversation.answer", useCallback(() => void cache.invalidateQueries({ queryKey: givenKey(conversation) }), [cache, conversation]));
  const given = useQuery({
    queryKey: givenKey(conversation),
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/conversations/{conversation}/answers", { params: { path: { conversation } }, signal }))).items,
    staleTime: 60_000,
  });
  return given.data ?? [];
}

export type NewHearer = { name: string; address: string; commands: { name: string; hint: string }[]; mentions: boolean };

/** Lets one in; the secret is told this once. */
export function useAddHearer(conversation: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (body: NewHearer) => await answer(api.POST("/api/v1/conversations/{conversation}/programs", { params: { path: { conversation } }, body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: hearersKey(conversation) }),
    // The secret is kept nowhere, not even here.
    gcTime: 0,
  });
}

/** Takes one away, or switches it on again. */
export function useTurnHearer(conversation: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async ({ program, how }: { program: string; how: "remove" | "wake" }) => {
      const at = { params: { path: { conversation, program } } };
      if (how === "remove") await answer(api.DELETE("/api/v1/conversations/{conversation}/programs/{program}", at));
      else await answer(api.POST("/api/v1/conversations/{conversation}/programs/{program}/wake", at));
    },
    onSettled: () => cache.invalidateQueries({ queryKey: hearersKey(conversation) }),
  });
}

/** Gives a command to a program. */
export function useAsk(conversation: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async ({ program, ...body }: { program: string; command: string; text: string; message?: number }) =>
      await answer(api.POST("/api/v1/conversations/{conversation}/programs/{program}/ask", { params: { path: { conversation, program } }, body })),
    onSettled: () => cache.invalidateQueries({ queryKey: givenKey(conversation) }),
  });
}

/** Forgets a command of mine, and its answer. */
export function useForget(conversation: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (ask: string) => void (await answer(api.DELETE("/api/v1/conversations/{conversation}/answers/{ask}", { params: { path: { conversation, ask } } }))),
    onSettled: () => cache.invalidateQueries({ queryKey: givenKey(conversation) }),
  });
}

/** Whether I agreed that commands go to programs; undefined until that is known. */
export function useAgreed(enabled: boolean): boolean | undefined {
  const { i18n } = useTranslation();
  const consents = useQuery({ ...consentsQuery(i18n.language), enabled });
  const mine = consents.data?.items.find((one) => one.purpose === purpose);
  return consents.data && Boolean(mine?.given_at && !mine.withdrawn_at && !mine.refused_at);
}

/** Agrees to that. */
export function useAgree() {
  const { i18n } = useTranslation();
  const cache = useQueryClient();
  const lang = i18n.language;
  return useMutation({
    mutationFn: async () => {
      const { version } = await cache.fetchQuery(askedQuery(lang));
      await answer(api.POST("/api/v1/consents", { body: { purpose, version, lang, categories: [] } }));
    },
    onSuccess: () => cache.invalidateQueries({ queryKey: consentsQuery(lang).queryKey }),
  });
}
