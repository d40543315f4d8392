import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type Answer, answer, api } from "@/api/client";
import type { Me } from "@/yard/me/me.data";
import { type Conversation, isOfMany } from "../live/chats.model";

export type Member = Answer<"conversation.members">["items"][number];
/** Somebody one can write to. */
export type Reachable = { person: string; name: string; orgs: string[] };

const PAGE = 200;
const PAGES_MAX = 25;
export const membersKey = (conversation: string) => ["chat", "members", conversation];

/** Who is in it and who was; asked again when somebody comes or goes (`since` is the number of the last such event). */
export const membersQuery = (conversation: string, since = 0) =>
  queryOptions({
    queryKey: [...membersKey(conversation), since],
    queryFn: async ({ signal }) =>
      (await answer(api.GET("/api/v1/conversations/{conversation}/members", { params: { path: { conversation } }, signal }))).items,
    placeholderData: keepPreviousData,
    staleTime: 5 * 60_000,
  });

/** Everybody of one's organisations, each once. */
export const directoryQuery = (me: Me) =>
  queryOptions({
    queryKey: ["chat", "directory", me.id, ...me.orgs.map(({ id }) => id)],
    queryFn: async ({ signal }) => {
      const found = new Map<string, Reachable>();
      for (const { id, name } of me.orgs) {
        for await (const { person, name: called } of membersOf(id, signal)) {
          const known = found.get(person);
          if (known) known.orgs.push(name);
          else if (person !== me.id) found.set(person, { person, name: called, orgs: [name] });
        }
      }
      return [...found.values()].sort((one, other) => one.name.localeCompare(other.name, "zh-CN"));
    },
    staleTime: 60_000,
  });

async function* membersOf(org: string, signal: AbortSignal): AsyncGenerator<Answer<"org.members">["items"][number]> {
  let after: string | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const query = { limit: PAGE, ...(after ? { after } : {}) };
    const { items, next } = await answer(api.GET("/api/v1/orgs/{org}/members", { params: { path: { org }, query }, signal }));
    yield* items;
    if (!next) return;
    after = next;
  }
}

/** The names of a conversation; who has none any more is called so. */
export function useNames(me: Me | null | undefined, conversation: Conversation | undefined, since = 0): (person: string) => string {
  const { t } = useTranslation();
  const isGroup = conversation !== undefined && isOfMany(conversation);
  const { data } = useQuery({ ...membersQuery(conversation?.id ?? "", since), enabled: isGroup });
  const names = useMemo(() => new Map(data?.map(({ person, name }) => [person, name])), [data]);
  const { with: other, with_name: otherName } = conversation ?? {};
  return useCallback(
    (person) => {
      if (person === me?.id) return me.name;
      const name = person === other ? otherName : names.get(person);
      return name ?? (isGroup && !data ? "…" : t("conversation.somebody"));
    },
    [me, other, otherName, names, isGroup, data, t],
  );
}

export function useBegin() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async ({ people, name, org }: { people: string[]; name: string; org?: string }) => {
      const [only] = people;
      const begun =
        people.length === 1 && only
          ? await answer(api.POST("/api/v1/conversations/direct", { body: { person: only } }))
          : await answer(api.POST("/api/v1/conversations", { body: { name, people, ...(org ? { org } : {}) } }));
      return begun.id;
    },
    onSuccess: (id) => cache.invalidateQueries({ queryKey: membersKey(id) }),
  });
}

export function useChangeMembers(conversation: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async ({ add = [], remove = [], edit = [] }: { add?: string[]; remove?: string[]; edit?: string[] }) => {
      const path = (person: string) => ({ params: { path: { conversation, person } } });
      for (const person of add) await answer(api.PUT("/api/v1/conversations/{conversation}/members/{person}", path(person)));
      for (const person of edit) await answer(api.PUT("/api/v1/conversations/{conversation}/members/{person}/role", { ...path(person), body: { role: "moderator" } }));
      for (const person of remove) await answer(api.DELETE("/api/v1/conversations/{conversation}/members/{person}", path(person)));
    },
    onSettled: () => cache.invalidateQueries({ queryKey: membersKey(conversation) }),
  });
}

export const historyQuery = (conversation: string, seq: number) =>
  queryOptions({
    queryKey: ["chat", "history", conversation, seq],
    queryFn: async ({ signal }) =>
      (await answer(api.GET("/api/v1/conversations/{conversation}/messages/{seq}/history", { params: { path: { conversation, seq } }, signal }))).items,
    staleTime: 0,
  });

/** What a conversation is called. */
export function useTitleOf(): (conversation: Conversation) => string {
  const { t } = useTranslation();
  return useCallback(({ kind, name, with_name }) => (kind === "direct" ? with_name : name) ?? t("conversation.somebody"), [t]);
}
