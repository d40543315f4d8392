import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { type Answer, type Ask, answer, api } from "@/api/client";

export type Program = Answer<"org.services">["items"][number];
export type ProgramWish = Ask<"org.service.create">;

/** Programs of an organisation, or, where none is named, of the house. */
export const programsQuery = (org: string | undefined) =>
  queryOptions({
    queryKey: ["yard", "programs", org ?? "house"],
    queryFn: ({ signal }) =>
      org ? answer(api.GET("/api/v1/orgs/{org}/services", { params: { path: { org } }, signal })) : answer(api.GET("/api/v1/house/services", { signal })),
  });

export function useCreateProgram(org: string | undefined) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: ProgramWish) =>
      org ? answer(api.POST("/api/v1/orgs/{org}/services", { params: { path: { org } }, body })) : answer(api.POST("/api/v1/house/services", { body })),
    onSuccess: () => cache.invalidateQueries(programsQuery(org)),
  });
}

export function useRevokeProgram(org: string | undefined) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (service: string) =>
      org
        ? answer(api.DELETE("/api/v1/orgs/{org}/services/{service}", { params: { path: { org, service } } }))
        : answer(api.DELETE("/api/v1/house/services/{service}", { params: { path: { service } } })),
    onSuccess: () => cache.invalidateQueries(programsQuery(org)),
  });
}
