import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { type Answer, answer, api } from "@/api/client";

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
