import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { type Answer, answer, api } from "@/api/client";

export type OrgPolicy = Answer<"org.policy">;

const key = (org: string) => ["yard", "org", org, "policy"];

export const orgPolicyQuery = (org: string, lang: string) =>
  queryOptions({
    queryKey: [...key(org), lang],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/orgs/{org}/policy", { params: { path: { org }, query: { lang } }, signal })),
  });

/** Sets a stricter number, or goes back to the house's. */
export function useNumber(org: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ of, value }: { of: string; value: number | undefined }) => {
      const params = { path: { org, of } };
      if (value === undefined) return answer(api.DELETE("/api/v1/orgs/{org}/policy/numbers/{of}", { params }));
      return answer(api.PUT("/api/v1/orgs/{org}/policy/numbers/{of}", { params, body: { value } }));
    },
    onSuccess: () => cache.invalidateQueries({ queryKey: key(org) }),
  });
}

/** Keeps something for a shorter time, or goes back to the house's period. */
export function useKeep(org: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ of, from, period }: { of: string; from: string; period: { number: number; unit: string } | undefined }) => {
      const params = { path: { org, of } };
      if (!period) return answer(api.DELETE("/api/v1/orgs/{org}/policy/keep/{of}", { params }));
      return answer(api.PUT("/api/v1/orgs/{org}/policy/keep/{of}", { params, body: { from, ...period } }));
    },
    onSuccess: () => cache.invalidateQueries({ queryKey: key(org) }),
  });
}
