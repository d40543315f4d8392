import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { type Answer, type Ask, answer, api } from "@/api/client";

export type Meeting = Answer<"meeting.start">;

export const meetingsQuery = queryOptions({
  queryKey: ["meet", "meetings"],
  queryFn: ({ signal }) => answer(api.GET("/api/v1/meetings", { signal })),
  staleTime: 5_000,
  refetchInterval: 30_000,
});

/** Who was there, from when to when; for the host (JJB-018). */
export const recordQuery = (id: string) =>
  queryOptions({
    queryKey: ["meet", "meetings", id, "record"],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/meetings/{id}/record", { params: { path: { id } }, signal })),
    staleTime: 0,
  });

export function useStartMeeting() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: Ask<"meeting.start">) => answer(api.POST("/api/v1/meetings", { body })),
    onSuccess: () => cache.invalidateQueries(meetingsQuery),
  });
}
