import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { type Answer, type Ask, answer, api } from "@/api/client";

export type Ward = Answer<"guardian.wards">["items"][number];

const key = ["yard", "minor"] as const;

/** Which side of the age lines I am on. */
export const ageQuery = queryOptions({
  queryKey: [...key, "age"],
  queryFn: ({ signal }) => answer(api.GET("/api/v1/me/age", { signal })),
});

/** Those whose guardian I am, or am asked to be. */
export const wardsQuery = queryOptions({
  queryKey: [...key, "wards"],
  queryFn: ({ signal }) => answer(api.GET("/api/v1/guardian/wards", { signal })),
});

function useThen() {
  const queries = useQueryClient();
  return { onSuccess: () => queries.invalidateQueries({ queryKey: key }) };
}

export function useStateAge() {
  return useMutation({ mutationFn: (born: number) => answer(api.POST("/api/v1/me/age", { body: { born } })), ...useThen() });
}

export function useAskGuardian() {
  return useMutation({ mutationFn: (phone: string) => answer(api.POST("/api/v1/me/guardian", { body: { phone } })), ...useThen() });
}

export function useAgree(person: string) {
  const mutationFn = (body: Ask<"guardian.agree">) => answer(api.POST("/api/v1/guardian/wards/{person}/agree", { params: { path: { person } }, body }));
  return useMutation({ mutationFn, ...useThen() });
}

export function useRefuse(person: string) {
  const mutationFn = (body: Ask<"guardian.refuse">) => answer(api.POST("/api/v1/guardian/wards/{person}/refuse", { params: { path: { person } }, body }));
  return useMutation({ mutationFn, ...useThen() });
}

export function useWardData(person: string) {
  return useMutation({
    mutationFn: (body: Ask<"guardian.data">) => answer(api.POST("/api/v1/guardian/wards/{person}/data", { params: { path: { person } }, body })),
  });
}

export function useLimit(person: string) {
  const mutationFn = (body: Ask<"guardian.limit">) => answer(api.PUT("/api/v1/guardian/wards/{person}/limits", { params: { path: { person } }, body }));
  return useMutation({ mutationFn, ...useThen() });
}
