import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { type Answer, answer, api } from "@/api/client";

export type Crash = Answer<"crash.list">["items"][number];
export type CrashSheet = Answer<"crash.open">;

const key = ["yard", "crashes"];

export const crashesQuery = queryOptions({
  queryKey: key,
  queryFn: ({ signal }) => answer(api.GET("/api/v1/desk/crashes", { signal })),
});

export const crashFieldsQuery = (lang: string) =>
  queryOptions({
    queryKey: [...key, "fields", lang],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/crashes/fields", { params: { query: { lang } }, signal })),
  });

/** Opening is an act that whoever sent it can see: it is done on a press, never by itself. */
export function useOpenCrash() {
  return useMutation({
    mutationFn: (crash: string) => answer(api.GET("/api/v1/desk/crashes/{crash}", { params: { path: { crash } } })),
  });
}

export function useResolveCrash() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (crash: string) => answer(api.POST("/api/v1/desk/crashes/{crash}/resolve", { params: { path: { crash } } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: key }),
  });
}
