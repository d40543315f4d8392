import { infiniteQueryOptions, queryOptions, useMutation } from "@tanstack/react-query";
import { fromBase64 } from "@/api/base64";
import { type Answer, type Ask, answer, api } from "@/api/client";
import { useActs } from "@/yard/acts";

export type Made = Answer<"home.letter.make">;
export type Wish = Ask<"home.letter.make">;
export type Role = Wish["relation"];
export type Application = Answer<"home.application.get">;

const lettersKey = (org: string) => ["community", "desk", org, "letters"];
const awaitedKey = (org: string) => ["community", "desk", org, "awaited"];
const mine = [
  ["community", "homes", "mine"],
  ["community", "homes", "applications"],
];

export const lettersQuery = (org: string) =>
  queryOptions({ queryKey: lettersKey(org), queryFn: ({ signal }) => answer(api.GET("/api/v1/orgs/{org}/home-letters", { params: { path: { org } }, signal })) });

/** Each page that is asked for is an opening. */
export const awaitedQuery = (org: string) =>
  infiniteQueryOptions({
    queryKey: awaitedKey(org),
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => answer(api.GET("/api/v1/orgs/{org}/awaited-residents", { params: { path: { org }, query: pageParam ? { after: pageParam } : {} }, signal })),
    getNextPageParam: ({ next }) => next ?? undefined,
  });

export function useLetters(org: string) {
  const at = { params: { path: { org } } };
  const all = [lettersKey(org)];
  return {
    make: useActs(all, (body: Wish) => answer(api.POST("/api/v1/orgs/{org}/home-letters", { ...at, body }))),
    takeBack: useActs(all, (letter: string) => answer(api.DELETE("/api/v1/orgs/{org}/home-letters/{letter}", { params: { path: { org, letter } } }))),
    rule: useActs(all, (is_reviewed: boolean) => answer(api.PUT("/api/v1/orgs/{org}/home-letter-rule", { ...at, body: { is_reviewed } }))),
    remove: useActs([awaitedKey(org)], (awaited: string) => answer(api.DELETE("/api/v1/orgs/{org}/awaited-residents/{awaited}", { params: { path: { org, awaited } } }))),
  };
}

export const useByLetter = () => useActs(mine, (body: Ask<"home.letter.apply">) => answer(api.POST("/api/v1/homes/letters", { body })));

export function usePapers(application: string) {
  const path = { application };
  return {
    add: useActs(mine, (file: Blob) =>
      answer(
        api.POST("/api/v1/me/home-applications/{application}/documents", {
          params: { path },
          body: file,
          bodySerializer: (body) => body,
          headers: { "Content-Type": file.type },
        }),
      ),
    ),
    remove: useActs(mine, (document: string) => answer(api.DELETE("/api/v1/me/home-applications/{application}/documents/{document}", { params: { path: { application, document } } }))),
  };
}

/** Opens all papers of an application; they live as long as the dialog. */
export const useLookAt = (org: string, application: string) =>
  useMutation({
    gcTime: 0,
    mutationFn: async (reason: string) => {
      const { items } = await answer(api.POST("/api/v1/orgs/{org}/home-applications/{application}/documents", { params: { path: { org, application } }, body: { reason } }));
      return items.map(({ media_type, base64 }) => ({ isPdf: media_type === "application/pdf", file: new Blob([fromBase64(base64)], { type: media_type }) }));
    },
  });
