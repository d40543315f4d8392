import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import { makePasskey } from "./ceremony";

export const passkeysQuery = queryOptions({
  queryKey: ["yard", "passkeys"],
  queryFn: ({ signal }) => answer(api.GET("/api/v1/me/passkeys", { signal })),
});

export function useAddPasskey() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (label: string) => {
      const { ceremony, options } = await answer(api.POST("/api/v1/me/passkeys/begin"));
      const credential = await makePasskey(options);
      return await answer(api.POST("/api/v1/me/passkeys", { body: { ceremony, credential, label } }));
    },
    onSuccess: () => cache.invalidateQueries(passkeysQuery),
  });
}

export function useRemovePasskey() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => answer(api.DELETE("/api/v1/me/passkeys/{id}", { params: { path: { id } } })),
    onSuccess: () => cache.invalidateQueries(passkeysQuery),
  });
}
