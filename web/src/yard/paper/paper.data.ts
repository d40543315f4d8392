import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { type Answer, type Ask, answer, api } from "@/api/client";

export type Paper = Answer<"paper.list">["items"][number];
export type Sheet = Answer<"paper.print">;
export type PaperWish = Ask<"paper.print">;

const deskKey = ["yard", "paper", "desk"];

/** The sheets there are; whose they are stands on the paper alone. */
export const papersQuery = queryOptions({
  queryKey: deskKey,
  queryFn: ({ signal }) => answer(api.GET("/api/v1/papers", { signal })),
});

function useThen() {
  const cache = useQueryClient();
  return { onSuccess: () => cache.invalidateQueries({ queryKey: deskKey }) };
}

export function usePrint() {
  return useMutation({ mutationFn: (body: PaperWish) => answer(api.POST("/api/v1/papers", { body })), ...useThen() });
}

export function useScan(paper: string) {
  return useMutation({
    mutationFn: (sheet: string) => answer(api.POST("/api/v1/papers/{paper}/scan", { params: { path: { paper } }, body: { sheet } })),
    ...useThen(),
  });
}

/** Opens the scan: the person sees that on his page. */
export function useLookAt(paper: string) {
  return useMutation({ mutationFn: () => answer(api.POST("/api/v1/papers/{paper}/look", { params: { path: { paper } } })) });
}

export function useWitness(paper: string) {
  return useMutation({
    mutationFn: (words: string) => answer(api.POST("/api/v1/papers/{paper}/witness", { params: { path: { paper } }, body: { words } })),
    ...useThen(),
  });
}

export function useDiscard(paper: string) {
  return useMutation({ mutationFn: () => answer(api.POST("/api/v1/papers/{paper}/discard", { params: { path: { paper } } })), ...useThen() });
}

/** The sheets that I signed. */
export const myPapersQuery = queryOptions({
  queryKey: ["yard", "paper", "mine"],
  queryFn: ({ signal }) => answer(api.GET("/api/v1/me/papers", { signal })),
});

export function useCopy() {
  return useMutation({ mutationFn: (paper: string) => answer(api.GET("/api/v1/me/papers/{paper}", { params: { path: { paper } } })) });
}
