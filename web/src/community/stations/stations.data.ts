import { queryOptions } from "@tanstack/react-query";
import { type Answer, type Ask, answer, api } from "@/api/client";
import { useActs } from "@/yard/acts";

export type Station = Answer<"station.list">["items"][number];
export type Made = Answer<"station.add">;

const stationsKey = (org: string) => ["community", "desk", org, "stations"];

/** All of them; asked for again while the page is looked at, since they come and go by themselves. */
export const stationsQuery = (org: string) =>
  queryOptions({
    queryKey: stationsKey(org),
    refetchInterval: 5_000,
    queryFn: async ({ signal }) => {
      const all: Station[] = [];
      let after: string | undefined;
      do {
        const page = await answer(api.GET("/api/v1/orgs/{org}/stations", { params: { path: { org }, query: after ? { after } : {} }, signal }));
        all.push(...page.items);
        after = page.next ?? undefined;
      } while (after);
      return all;
    },
  });

export function useStations(org: string) {
  const keys = [stationsKey(org)];
  return {
    add: useActs(keys, (body: Ask<"station.add">) => answer(api.POST("/api/v1/orgs/{org}/stations", { params: { path: { org } }, body }))),
    turn: useActs(keys, (station: string) => answer(api.POST("/api/v1/orgs/{org}/stations/{station}/turn", { params: { path: { org, station } } }))),
    remove: useActs(keys, (station: string) => answer(api.DELETE("/api/v1/orgs/{org}/stations/{station}", { params: { path: { org, station } } }))),
  };
}
