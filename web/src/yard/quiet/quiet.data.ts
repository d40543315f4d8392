import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { type Ask, answer, api } from "@/api/client";

const key = ["yard", "quiet"];

export type Hours = Ask<"quiet.put">;

export const quietQuery = queryOptions({
  queryKey: key,
  queryFn: ({ signal }) => answer(api.GET("/api/v1/me/quiet", { signal })),
  // Another device may have chosen others.
  refetchOnWindowFocus: true,
});

/** Keeps these hours, or none. */
export function useQuiet() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (hours: Hours | undefined) => (hours ? answer(api.PUT("/api/v1/me/quiet", { body: hours })) : answer(api.DELETE("/api/v1/me/quiet"))),
    onSuccess: () => cache.invalidateQueries({ queryKey: key }),
  });
}
