import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { type Answer, type Ask, answer, api } from "@/api/client";

export type Mandates = Answer<"me.mandates">;
export type Mandate = Mandates["given"][number];

const key = ["yard", "mandates"];

/** The mandates that I gave, and those that I hold. */
export const mandatesQuery = queryOptions({
  queryKey: key,
  queryFn: ({ signal }) => answer(api.GET("/api/v1/me/mandates", { signal })),
});

function useThen() {
  const cache = useQueryClient();
  return { onSuccess: () => cache.invalidateQueries({ queryKey: key }) };
}

export function useGive() {
  return useMutation({ mutationFn: (body: Ask<"mandate.give">) => answer(api.POST("/api/v1/me/mandates", { body })), ...useThen() });
}

export function useAccept(mandate: string) {
  return useMutation({ mutationFn: () => answer(api.POST("/api/v1/me/mandates/{mandate}/accept", { params: { path: { mandate } } })), ...useThen() });
}

export function useEnd(mandate: string) {
  return useMutation({ mutationFn: () => answer(api.POST("/api/v1/me/mandates/{mandate}/end", { params: { path: { mandate } } })), ...useThen() });
}

export function useData(mandate: string) {
  return useMutation({
    mutationFn: (body: Ask<"mandate.data">) => answer(api.POST("/api/v1/me/mandates/{mandate}/data", { params: { path: { mandate } }, body })),
    ...useThen(),
  });
}

export function useAsk(mandate: string) {
  return useMutation({
    mutationFn: (body: Ask<"mandate.ask">) => answer(api.POST("/api/v1/me/mandates/{mandate}/requests", { params: { path: { mandate } }, body })),
    ...useThen(),
  });
}

export function useConsentFor(mandate: string) {
  return useMutation({
    mutationFn: (body: Ask<"mandate.consent">) => answer(api.POST("/api/v1/me/mandates/{mandate}/consents", { params: { path: { mandate } }, body })),
    ...useThen(),
  });
}
