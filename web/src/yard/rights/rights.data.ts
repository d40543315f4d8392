import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { type Answer, type Ask, answer, api } from "@/api/client";
import type { Proof } from "../identity/identity.data";

export type MyRequest = Answer<"rights.mine">["items"][number];

export const requestsQuery = queryOptions({
  queryKey: ["yard", "rights", "requests"],
  queryFn: ({ signal }) => answer(api.GET("/api/v1/me/requests", { signal })),
});

export const restrictionQuery = queryOptions({
  queryKey: ["yard", "rights", "restriction"],
  queryFn: ({ signal }) => answer(api.GET("/api/v1/me/restriction", { signal })),
});

export function useAsk() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (wish: { kind: string; words: string; proof: Proof }) => answer(api.POST("/api/v1/me/requests", { body: wish })),
    onSuccess: () => cache.invalidateQueries(requestsQuery),
  });
}

export function useTakeBack() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (request: string) => answer(api.DELETE("/api/v1/me/requests/{request}", { params: { path: { request } } })),
    onSuccess: () => cache.invalidateQueries(requestsQuery),
  });
}

export function useNumberCode() {
  return useMutation({ mutationFn: (phone: string) => answer(api.POST("/api/v1/me/number/code", { body: { phone } })) });
}

export function useAppeal() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: Ask<"number.appeal">) => answer(api.POST("/api/v1/me/number/appeal", { body })),
    onSuccess: () => cache.invalidateQueries(requestsQuery),
  });
}

export function useArchive() {
  return useMutation({ mutationFn: (proof: Proof) => answer(api.POST("/api/v1/me/archive", { body: { proof } })) });
}

export function useRestrict() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (restricted: boolean) => answer(restricted ? api.PUT("/api/v1/me/restriction") : api.DELETE("/api/v1/me/restriction")),
    onSuccess: () => cache.invalidateQueries(restrictionQuery),
  });
}
