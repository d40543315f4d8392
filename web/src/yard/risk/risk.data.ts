import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { type Answer, answer, api } from "@/api/client";

export type Risk = Answer<"risk.list">["items"][number];
export type Control = Answer<"control.list">["items"][number];

const risksKey = ["yard", "desk", "risks"];

export const risksQuery = queryOptions({
  queryKey: risksKey,
  queryFn: ({ signal }) => answer(api.GET("/api/v1/desk/risks", { signal })),
});

export function useLiftRisk() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (risk: string) => answer(api.POST("/api/v1/desk/risks/{risk}/lift", { params: { path: { risk } } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: risksKey }),
  });
}

/** Made anew each time; an inspector's look is written down, so it is not asked for again by itself. */
export const controlsQuery = (lang: string) =>
  queryOptions({
    queryKey: ["yard", "desk", "controls", lang],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/desk/controls", { params: { query: { lang } }, signal })),
    refetchOnWindowFocus: false,
  });
