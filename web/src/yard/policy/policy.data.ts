import { queryOptions } from "@tanstack/react-query";
import { type Answer, answer, api } from "@/api/client";

export type Asked = Answer<"policy.asked">;
export type AskedItem = Asked["items"][number];

export const policyQuery = (lang: string) =>
  queryOptions({
    queryKey: ["yard", "policy", lang],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/policy", { params: { query: { lang } }, signal })),
  });

export const collectionQuery = (lang: string) =>
  queryOptions({
    queryKey: ["yard", "policy", "collection", lang],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/policy/collection", { params: { query: { lang } }, signal })),
  });

export const askedQuery = (lang: string) =>
  queryOptions({
    queryKey: ["yard", "policy", "asked", lang],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/policy/asked", { params: { query: { lang } }, signal })),
  });
