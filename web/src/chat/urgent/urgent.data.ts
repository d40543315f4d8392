/** What is urgent: for people whom I want to reach, and for me. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { type Answer, answer, api } from "@/api/client";

export type Urgent = Answer<"urgent.list">["items"][number];
export type UrgentChoices = Answer<"urgent.choices">;
export type Reached = Answer<"urgent.reached">["items"][number];

const at = (conversation: string, seq: number) => ({ params: { path: { conversation, seq } } });

/** All of it; asked again with one hint. */
export const urgentKey = ["chat", "urgent"];

/** How far this house goes to reach somebody. */
export const ladderQuery = queryOptions({
  queryKey: ["chat", "urgent-ladder"],
  queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/conversation-urgent-ladder", { signal }))).items,
  staleTime: 5 * 60_000,
});

/** What was done for a message of mine. */
export const reachedQuery = (conversation: string, seq: number) =>
  queryOptions({
    queryKey: [...urgentKey, conversation, seq],
    queryFn: async ({ signal }) =>
      (await answer(api.GET("/api/v1/conversations/{conversation}/messages/{seq}/urgent", { ...at(conversation, seq), signal }))).items,
  });

/** What is or was urgent for me. */
export const urgentQuery = queryOptions({
  queryKey: [...urgentKey, "mine"],
  queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/conversation-urgent", { signal }))).items,
});

type Whom = { people: string[]; all: boolean };

/** Marks a message of mine. Whatever came of it is asked for. */
export function useUrge(conversation: string, seq: number) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (body: Whom) => await answer(api.POST("/api/v1/conversations/{conversation}/messages/{seq}/urge", { ...at(conversation, seq), body })),
    onSettled: () => void cache.invalidateQueries({ queryKey: urgentKey }),
  });
}

/** Answers what is urgent for me: I saw it, or nothing more of whoever sent it. */
export function useReply({ conversation, seq, by }: Urgent, onDone: () => void) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (how: "confirm" | "refuse") =>
      how === "confirm"
        ? void (await answer(api.POST("/api/v1/conversations/{conversation}/messages/{seq}/confirm", at(conversation, seq))))
        : void (await answer(api.PUT("/api/v1/conversation-urgent-choices/refused/{person}", { params: { path: { person: by } } }))),
    onSuccess: async () => {
      onDone();
      await cache.invalidateQueries({ queryKey: urgentKey });
    },
  });
}

const choicesKey = [...urgentKey, "choices"];

/** How urgent messages reach me, and by whom they do not. */
export const urgentChoicesQuery = queryOptions({
  queryKey: choicesKey,
  queryFn: ({ signal }) => answer(api.GET("/api/v1/conversation-urgent-choices", { signal })),
  // Another device may have chosen otherwise.
  refetchOnWindowFocus: true,
});

type Choice = { at_night: boolean } | { person: string; refused: boolean };

/** Chooses: also at night or not, of somebody no more or again. */
export function useUrgentChoice() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (choice: Choice) => {
      if ("at_night" in choice) return void (await answer(api.PUT("/api/v1/conversation-urgent-choices", { body: choice })));
      const whom = { params: { path: { person: choice.person } } };
      const path = "/api/v1/conversation-urgent-choices/refused/{person}";
      return void (await (choice.refused ? answer(api.PUT(path, whom)) : answer(api.DELETE(path, whom))));
    },
    onSettled: () => cache.invalidateQueries({ queryKey: urgentKey }),
  });
}
