/** What is urgent: for people whom I want to reach, and for me. */
import { queryOptions } from "@tanstack/react-query";
import { type Answer, answer, api } from "@/api/client";

export type Urgent = Answer<"urgent.list">["items"][number];

const key = ["chat", "urgent"];
const at = (conversation: string, seq: number) => ({ params: { path: { conversation, seq } } });

/** All of it; asked again with one hint. */
export const urgentKey = key;

/** How far this house goes to reach somebody. */
export const ladderQuery = queryOptions({
  queryKey: ["chat", "urgent-ladder"],
  queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/conversation-urgent-ladder", { signal }))).items,
  staleTime: 5 * 60_000,
});

/** What was done for a message of mine. */
export const reachedQuery = (conversation: string, seq: number) =>
  queryOptions({
    queryKey: [...key, conversation, seq],
    queryFn: async ({ signal }) =>
      (await answer(api.GET("/api/v1/conversations/{conversation}/messages/{seq}/urgent", { ...at(conversation, seq), signal }))).items,
  });

/** What is or was urgent for me. */
export const urgentQuery = queryOptions({
  queryKey: [...key, "mine"],
  queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/conversation-urgent", { signal }))).items,
});

export const urge = async (conversation: string, seq: number, whom: { people: string[]; all: boolean }) =>
  await answer(api.POST("/api/v1/conversations/{conversation}/messages/{seq}/urge", { ...at(conversation, seq), body: whom }));

export const confirm = async (conversation: string, seq: number) =>
  void (await answer(api.POST("/api/v1/conversations/{conversation}/messages/{seq}/confirm", at(conversation, seq))));

export const refuse = async (person: string) =>
  void (await answer(api.PUT("/api/v1/conversation-urgent-choices/refused/{person}", { params: { path: { person } } })));
