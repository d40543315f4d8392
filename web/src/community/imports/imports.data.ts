import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { type Answer, type Ask, answer, api } from "@/api/client";
import { saveBlob } from "@/yard/rights/file";

export type Look = Answer<"home.import.look">;
export type Columns = Look["columns"];
export type Wish = Ask<"home.import">;

const key = (org: string) => ["community", "desk", org, "imports"];

export const importsQuery = (org: string) =>
  queryOptions({
    queryKey: key(org),
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/orgs/{org}/home-imports", { params: { path: { org } }, signal }))).items,
  });

/** A file as base64. */
export async function read(file: File): Promise<string> {
  const url = await new Promise<string>((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result));
    reader.onerror = () => failed(reader.error ?? new Error("the file cannot be read"));
    reader.readAsDataURL(file);
  });
  return url.slice(url.indexOf(",") + 1);
}

/** What is done with lists; afterwards everything at the desk is asked for again. */
export function useImports(org: string) {
  const cache = useQueryClient();
  const onSettled = () => cache.invalidateQueries({ queryKey: ["community", "desk", org] });
  const at = { params: { path: { org } } };
  return {
    look: useMutation({ mutationFn: (body: Wish) => answer(api.POST("/api/v1/orgs/{org}/home-imports/look", { ...at, body })) }),
    bring: useMutation({ onSettled, mutationFn: (body: Wish) => answer(api.POST("/api/v1/orgs/{org}/home-imports", { ...at, body })) }),
    wrong: useMutation({
      mutationFn: async ({ wish, lang }: { wish: Wish; lang: string }) => {
        const sheet = (await answer(api.POST("/api/v1/orgs/{org}/home-imports/wrong", { params: { path: { org }, query: { lang } }, body: wish, parseAs: "blob" }))) as Blob;
        saveBlob(`wrong.${sheet.type.startsWith("text/csv") ? "csv" : "xlsx"}`, sheet);
      },
    }),
    undo: useMutation({ onSettled, mutationFn: (id: string) => answer(api.DELETE("/api/v1/orgs/{org}/home-imports/{import}", { params: { path: { org, import: id } } })) }),
  };
}
