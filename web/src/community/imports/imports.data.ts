import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { type Answer, type Ask, answer, api } from "@/api/client";
import { saveWrong } from "@/yard/rights/file";

export type Look = Answer<"home.import.look">;
export type Columns = Look["columns"];
export type Wish = Ask<"home.import">;

const key = (org: string) => ["community", "desk", org, "imports"];

export const importsQuery = (org: string) =>
  queryOptions({
    queryKey: key(org),
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/orgs/{org}/home-imports", { params: { path: { org } }, signal }))).items,
  });

/** What is done with lists; afterwards everything at the desk is asked for again. */
export function useImports(org: string) {
  const cache = useQueryClient();
  const onSettled = () => cache.invalidateQueries({ queryKey: ["community", "desk", org] });
  const at = { params: { path: { org } } };
  return {
    look: useMutation({ mutationFn: (body: Wish) => answer(api.POST("/api/v1/orgs/{org}/home-imports/look", { ...at, body })) }),
    bring: useMutation({ onSettled, mutationFn: (body: Wish) => answer(api.POST("/api/v1/orgs/{org}/home-imports", { ...at, body })) }),
    wrong: useMutation({
      mutationFn: async ({ wish, lang }: { wish: Wish; lang: string }) =>
        saveWrong((await answer(api.POST("/api/v1/orgs/{org}/home-imports/wrong", { params: { path: { org }, query: { lang } }, body: wish, parseAs: "blob" }))) as Blob),
    }),
    undo: useMutation({ onSettled, mutationFn: (id: string) => answer(api.DELETE("/api/v1/orgs/{org}/home-imports/{import}", { params: { path: { org, import: id } } })) }),
  };
}
