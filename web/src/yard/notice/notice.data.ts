import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Answer, type Ask, answer, api } from "@/api/client";

export type Notice = Answer<"notice.list">["items"][number];

const ASK_AGAIN_MS = 60_000;
const listKey = ["yard", "notices", "list"];
const settingsKey = ["yard", "notices", "settings"];

export const noticesQuery = (lang: string) =>
  queryOptions({
    queryKey: [...listKey, lang],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/me/notices", { params: { query: { lang } }, signal })),
  });

const unreadQuery = queryOptions({
  queryKey: [...listKey, "unread"],
  queryFn: ({ signal }) => answer(api.GET("/api/v1/me/notices", { params: { query: { limit: 1 } }, signal })),
  refetchInterval: ASK_AGAIN_MS,
});

/** How many notices wait to be read. */
export function useUnread(): number {
  return useQuery(unreadQuery).data?.unread ?? 0;
}

export function useReadAll() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => answer(api.POST("/api/v1/me/notices/read", { body: {} })),
    onSuccess: () => cache.invalidateQueries({ queryKey: listKey }),
  });
}

export const noticeSettingsQuery = (lang: string) =>
  queryOptions({
    queryKey: [...settingsKey, lang],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/me/notices/settings", { params: { query: { lang } }, signal })),
  });

export function useSwitchNotices() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: Ask<"notice.switch">) => answer(api.PUT("/api/v1/me/notices/settings", { body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: settingsKey }),
  });
}

export function useStopNotices() {
  return useMutation({ mutationFn: (mark: string) => answer(api.POST("/api/v1/notices/stop", { body: { mark } })) });
}

export const bulletinsQuery = (lang: string) =>
  queryOptions({
    queryKey: ["yard", "bulletins", lang],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/house/notices", { params: { query: { lang } }, signal })),
    staleTime: 5 * 60_000,
  });
