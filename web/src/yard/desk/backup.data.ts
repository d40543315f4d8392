import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { type Answer, type Ask, answer, api } from "@/api/client";

export type BackupDone = NonNullable<Answer<"backup.read">["backup"]>;

export const backupsQuery = queryOptions({
  queryKey: ["yard", "desk", "backups"],
  queryFn: ({ signal }) => answer(api.GET("/api/v1/house/backups", { signal })),
});

export function useBackUp() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => answer(api.POST("/api/v1/house/backups")),
    onSuccess: () => cache.invalidateQueries({ queryKey: backupsQuery.queryKey }),
  });
}

export const escrowQuery = queryOptions({
  queryKey: ["yard", "desk", "escrow"],
  queryFn: ({ signal }) => answer(api.GET("/api/v1/house/escrow", { signal })),
});

/** The shares stay in this page's hands alone: the answer goes into no cache. */
export function useGiveShares() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: Ask<"escrow.give">) => answer(api.POST("/api/v1/house/escrow", { body })),
    onSettled: () => cache.invalidateQueries({ queryKey: escrowQuery.queryKey }),
    gcTime: 0,
  });
}
