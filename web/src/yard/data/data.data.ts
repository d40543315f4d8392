import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type Answer, answer, api } from "@/api/client";

export type ConsentItem = Answer<"me.consents">["items"][number];

export type Collected = Answer<"me.flows">["collected"][number];
export type Shared = Answer<"me.flows">["shared"][number];

export const flowsQuery = (lang: string) =>
  queryOptions({
    queryKey: ["yard", "data", "flows", lang],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/me/flows", { params: { query: { lang } }, signal })),
  });

export const heldQuery = (lang: string) =>
  queryOptions({
    queryKey: ["yard", "data", "held", lang],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/me/held", { params: { query: { lang } }, signal })),
  });

export const openingsQuery = queryOptions({
  queryKey: ["yard", "data", "openings"],
  queryFn: ({ signal }) => answer(api.GET("/api/v1/me/openings", { signal })),
});

const consentsKey = ["yard", "data", "consents"];

export const consentsQuery = (lang: string) =>
  queryOptions({
    queryKey: [...consentsKey, lang],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/me/consents", { params: { query: { lang } }, signal })),
  });

/** Whether this house asks for a consent to this purpose at all. */
export function useAsksFor(purpose: string): boolean {
  const { i18n } = useTranslation();
  const { data } = useQuery(consentsQuery(i18n.language));
  return data?.items.some((one) => one.purpose === purpose) ?? false;
}

export function useWithdraw() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (purpose: string) => answer(api.POST("/api/v1/consents/withdraw", { body: { purpose } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: consentsKey }),
  });
}

export function useGive() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (consent: { purpose: string; version: string; lang: string; categories: string[] }) =>
      answer(api.POST("/api/v1/consents", { body: consent })),
    onSuccess: () => cache.invalidateQueries({ queryKey: consentsKey }),
  });
}

export function useRefuse() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (refused: { purpose: string; lang: string }) => answer(api.POST("/api/v1/consents/refuse", { body: refused })),
    onSuccess: () => cache.invalidateQueries({ queryKey: consentsKey }),
  });
}
