import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { type Answer, answer, api } from "@/api/client";

export type Asked = Answer<"policy.asked">;
export type AskedItem = Asked["items"][number];
export type PolicyDocument = Answer<"policy.text">;
export type PolicyChange = Answer<"policy.version">["changes"][number];
export type DocumentName = "policy" | "children" | "assessment";
export type PolicyWord = "agree" | "object" | "continue";

export const documentQuery = (document: DocumentName, lang: string) =>
  queryOptions({
    queryKey: ["yard", "policy", document, lang],
    queryFn: ({ signal }) => {
      const asked = { params: { query: { lang } }, signal };
      if (document === "children") return answer(api.GET("/api/v1/policy/children", asked));
      if (document === "assessment") return answer(api.GET("/api/v1/policy/assessment", asked));
      return answer(api.GET("/api/v1/policy", asked));
    },
  });

export const collectionQuery = (lang: string) =>
  queryOptions({
    queryKey: ["yard", "policy", "collection", lang],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/policy/collection", { params: { query: { lang } }, signal })),
  });

export const permissionsQuery = (lang: string) =>
  queryOptions({
    queryKey: ["yard", "policy", "permissions", lang],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/policy/permissions", { params: { query: { lang } }, signal })),
  });

export const recipientsQuery = (lang: string) =>
  queryOptions({
    queryKey: ["yard", "policy", "recipients", lang],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/policy/recipients", { params: { query: { lang } }, signal })),
  });

export const promisesQuery = queryOptions({
  queryKey: ["yard", "policy", "promises"],
  queryFn: ({ signal }) => answer(api.GET("/api/v1/policy/promises", { signal })),
});

export const versionsQuery = queryOptions({
  queryKey: ["yard", "policy", "versions"],
  queryFn: ({ signal }) => answer(api.GET("/api/v1/policy/versions", { signal })),
});

export const versionQuery = (policy: string, lang: string) =>
  queryOptions({
    queryKey: ["yard", "policy", "versions", policy, lang],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/policy/versions/{policy}", { params: { path: { policy }, query: { lang } }, signal })),
  });

export const askedQuery = (lang: string, abroad = false) =>
  queryOptions({
    queryKey: ["yard", "policy", "asked", lang, abroad],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/policy/asked", { params: { query: { lang, abroad } }, signal })),
  });

/** How I stand to the policy: what is coming, what waits for my word. */
export const myPolicyQuery = (lang: string) =>
  queryOptions({
    queryKey: ["yard", "me", "policy", lang],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/me/policy", { params: { query: { lang } }, signal })),
  });

export function useAnswerPolicy() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ policy, word }: { policy: string; word: PolicyWord }) =>
      answer(api.POST("/api/v1/me/policy/{policy}", { params: { path: { policy } }, body: { word } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: ["yard", "me", "policy"] }),
  });
}
