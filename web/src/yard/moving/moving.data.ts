import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import i18next from "i18next";
import { type Answer, type Ask, answer, api } from "@/api/client";

export type Looked = Answer<"me.import.look">;
export type Archive = Ask<"me.import">["archive"];
export type ImportWish = Ask<"me.import">;

/** The archive in a file, where it is one; only what the house asks for goes on. */
export async function archiveIn(file: File): Promise<Archive | undefined> {
  const whole: unknown = await file.text().then(JSON.parse).catch(() => undefined);
  if (typeof whole !== "object" || whole === null) return undefined;
  const { format, content, signature, key } = whole as Record<string, unknown>;
  const is = typeof format === "string" && typeof content === "string" && typeof signature === "string" && typeof key === "string";
  return is ? { format, content, signature, key } : undefined;
}

export function useLookAtArchive() {
  return useMutation({
    mutationFn: (archive: Archive) => answer(api.POST("/api/v1/me/import/look", { params: { query: { lang: i18next.language } }, body: { archive } })),
  });
}

export function useImport() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: ImportWish) => answer(api.POST("/api/v1/me/import", { body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: ["yard"] }),
  });
}

const known = ["yard", "desk", "known-houses"];

export const knownHousesQuery = queryOptions({
  queryKey: known,
  queryFn: ({ signal }) => answer(api.GET("/api/v1/house/known", { signal })),
});

/** What this house signs with, as people compare it. */
export const houseKeyQuery = queryOptions({
  queryKey: ["yard", "house", "key"],
  queryFn: ({ signal }) => answer(api.GET("/api/v1/audit/checkpoint", { signal })),
});

export function useKnowHouse() {
  const cache = useQueryClient();
  const onSuccess = () => cache.invalidateQueries({ queryKey: known });
  const know = useMutation({ mutationFn: (body: Ask<"moving.know">) => answer(api.POST("/api/v1/house/known", { body })), onSuccess });
  const forget = useMutation({
    mutationFn: (fingerprint: string) =>
      answer(api.DELETE("/api/v1/house/known/{fingerprint}", { params: { path: { fingerprint: fingerprint.replaceAll(" ", "-") } } })),
    onSuccess,
  });
  return { know, forget };
}
