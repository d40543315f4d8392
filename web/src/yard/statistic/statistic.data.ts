import { queryOptions, useMutation } from "@tanstack/react-query";
import { type Answer, type Ask, answer, api } from "@/api/client";

export type Week = Answer<"statistic.house">["weeks"][number];

export const houseStatisticsQuery = queryOptions({
  queryKey: ["yard", "statistics", "house"],
  queryFn: ({ signal }) => answer(api.GET("/api/v1/statistics", { signal })),
});

export const orgStatisticsQuery = (org: string) =>
  queryOptions({
    queryKey: ["yard", "statistics", org],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/orgs/{org}/statistics", { params: { path: { org } }, signal })),
  });

/** What is told is paid for out of the week's budget, so an export is asked for by hand. */
export function useExport() {
  return useMutation({ mutationFn: (body: Ask<"statistic.export">) => answer(api.POST("/api/v1/statistics/export", { body })) });
}
