import { useMutation, useQueryClient } from "@tanstack/react-query";

/** Whatever changes something; afterwards what hangs on it is asked for again. */
export function useActs<Wish, Done = unknown>(keys: readonly (readonly string[])[], act: (wish: Wish) => Promise<Done>) {
  const cache = useQueryClient();
  return useMutation({ mutationFn: act, onSettled: () => Promise.all(keys.map((queryKey) => cache.invalidateQueries({ queryKey }))) });
}
