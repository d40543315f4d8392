/** Messages that somebody reports: to those who keep order, or to the house. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { type Answer, type Ask, answer, api } from "@/api/client";
import { useHint } from "../live/work";

export type Report = Answer<"report.list">["items"][number];
export type ReportWish = Ask<"report.message">;
export type Outcome = NonNullable<Report["outcome"]>;

const key = ["chat", "reports"];
const listKey = (conversation: string) => [...key, conversation];

export const reportsQuery = (conversation: string) =>
  queryOptions({
    queryKey: listKey(conversation),
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/conversations/{conversation}/reports", { params: { path: { conversation } }, signal }))).items,
    staleTime: 0,
  });

export const myReportsQuery = queryOptions({
  queryKey: [...key, "mine"],
  queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/me/message-reports", { signal }))).items,
  staleTime: 0,
});

/** A message was reported, or a report answered. */
export function useReportsInStep(conversation: string): void {
  const cache = useQueryClient();
  useHint("conversation.report", useCallback((frame) => void (frame.body["conversation"] === conversation && cache.invalidateQueries({ queryKey: listKey(conversation) })), [cache, conversation]));
}

export function useReport(conversation: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async ({ seq, ...body }: ReportWish & { seq: number }) =>
      await answer(api.POST("/api/v1/conversations/{conversation}/messages/{seq}/report", { params: { path: { conversation, seq } }, body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: key }),
  });
}

export function useAnswerReport(conversation: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async ({ report, outcome }: { report: string; outcome: Outcome }) =>
      void (await answer(api.POST("/api/v1/conversations/{conversation}/reports/{report}/answer", { params: { path: { conversation, report } }, body: { outcome } }))),
    onSettled: () => cache.invalidateQueries({ queryKey: listKey(conversation) }),
  });
}
