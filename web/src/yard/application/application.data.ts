/** Services of an organisation: what it opened of them. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { type Answer, answer, api } from "@/api/client";
import { meQuery } from "@/yard/me/me.data";

export type Service = Answer<"org.opened">["items"][number];

const key = (org: string) => ["yard", "org", org, "apps"];

export const servicesQuery = (org: string) =>
  queryOptions({
    queryKey: [...key(org), "services"],
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/orgs/{org}/opened", { params: { path: { org } }, signal }))).items,
  });

export function useTurnService(org: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ kind, open }: Service) => {
      const params = { path: { org, kind } };
      return open ? answer(api.PUT("/api/v1/orgs/{org}/opened/{kind}", { params })) : answer(api.DELETE("/api/v1/orgs/{org}/opened/{kind}", { params }));
    },
    onSuccess: () => Promise.all([cache.invalidateQueries({ queryKey: key(org) }), cache.invalidateQueries(meQuery)]),
  });
}
