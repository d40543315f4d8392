/** Topics of a conversation: how many there are, what is said in one, how far I read. */
import { keepPreviousData, type QueryClient, queryOptions } from "@tanstack/react-query";
import { type Answer, answer, api } from "@/api/client";

export type Topic = Answer<"topic.list">["items"][number];

const topicsKey = (conversation: string) => ["chat", "topics", conversation];

/** `since` is the number of the last event that may have changed them. */
export const topicsQuery = (conversation: string, since: number) =>
  queryOptions({
    queryKey: [...topicsKey(conversation), since],
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/conversations/{conversation}/topics", { params: { path: { conversation } }, signal }))).items,
    placeholderData: keepPreviousData,
  });

export const topicQuery = (conversation: string, topic: number, since: number) =>
  queryOptions({
    queryKey: ["chat", "topic", conversation, topic, since],
    queryFn: async ({ signal }) =>
      (await answer(api.GET("/api/v1/conversations/{conversation}/topics/{topic}", { params: { path: { conversation, topic } }, signal }))).items,
    placeholderData: keepPreviousData,
  });

export async function readTopic(cache: QueryClient, conversation: string, topic: number, seq: number): Promise<void> {
  await answer(api.POST("/api/v1/conversations/{conversation}/topics/{topic}/read", { params: { path: { conversation, topic } }, body: { seq } }));
  await cache.invalidateQueries({ queryKey: topicsKey(conversation) });
}
