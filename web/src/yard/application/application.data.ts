/** Services and applications of an organisation, what an application asks, and what I let applications have. */
import { queryOptions, useMutation } from "@tanstack/react-query";
import { type Answer, type Ask, answer, api } from "@/api/client";
import { useActs } from "@/yard/acts";
import { meQuery } from "@/yard/me/me.data";
import { orgQuery } from "@/yard/orgs/orgs.data";

export type Service = Answer<"org.opened">["items"][number];
export type Application = Answer<"org.applications">["items"][number];
export type Offered = Answer<"org.offered">["items"][number];
export type Grant = Answer<"me.applications">["items"][number];
export type Says = Ask<"org.application.change">;
export type Scope = Grant["scopes"][number];
export type Question = NonNullable<Answer<"openid.question">["question"]>;
type Reply = Ask<"openid.answer">["reply"];

export const scopes: readonly Scope[] = ["profile", "organisation", "email", "phone", "offline_access"];

const key = (org: string) => ["yard", "org", org, "apps"];
const at = (org: string) => ({ params: { path: { org } } });
const one = (org: string, app: string) => ({ params: { path: { org, app } } });

export const servicesQuery = (org: string) =>
  queryOptions({
    queryKey: [...key(org), "services"],
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/orgs/{org}/opened", { ...at(org), signal }))).items,
  });
export const applicationsQuery = (org: string) =>
  queryOptions({
    queryKey: [...key(org), "all"],
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/orgs/{org}/applications", { ...at(org), signal }))).items,
  });
export const offeredQuery = (org: string) =>
  queryOptions({
    queryKey: [...key(org), "offered"],
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/orgs/{org}/offered", { ...at(org), signal }))).items,
  });
export const grantsQuery = queryOptions({
  queryKey: ["yard", "me", "applications"],
  queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/me/applications", { signal }))).items,
});

/** What an application asks; asked anew each time, for it may have been switched off meanwhile. */
export const questionQuery = (query: string) =>
  queryOptions({
    queryKey: ["yard", "openid", query],
    queryFn: ({ signal }) => answer(api.POST("/api/v1/openid/question", { body: { query }, signal })),
    retry: false,
    gcTime: 0,
  });
export const farewellQuery = (query: string) =>
  queryOptions({
    queryKey: ["yard", "farewell", query],
    queryFn: ({ signal }) => answer(api.POST("/api/v1/openid/farewell", { body: { query }, signal })),
    retry: false,
  });

export const useAnswer = (query: string) =>
  useMutation({ mutationFn: (reply: Reply) => answer(api.POST("/api/v1/openid/answer", { body: { query, reply } })) });

/** Whatever hangs on the organisation may hang on a service. */
export const useTurnService = (org: string) =>
  useActs([orgQuery(org).queryKey, meQuery.queryKey], ({ kind, open }: Service) => {
    const params = { path: { org, kind } };
    return open ? answer(api.PUT("/api/v1/orgs/{org}/opened/{kind}", { params })) : answer(api.DELETE("/api/v1/orgs/{org}/opened/{kind}", { params }));
  });

export const useRegister = (org: string) =>
  useActs([key(org)], (body: Ask<"org.application.register">) => answer(api.POST("/api/v1/orgs/{org}/applications", { ...at(org), body })));
export const useSay = (org: string, id: string) =>
  useActs([key(org)], (body: Says) => answer(api.PUT("/api/v1/orgs/{org}/applications/{app}", { ...one(org, id), body })));
export const useTurn = (org: string, id: string) =>
  useActs([key(org)], (on: boolean) =>
    on
      ? answer(api.PUT("/api/v1/orgs/{org}/applications/{app}/on", one(org, id)))
      : answer(api.DELETE("/api/v1/orgs/{org}/applications/{app}/on", one(org, id))),
  );
export const useRenew = (org: string, id: string) =>
  useActs([key(org)], () => answer(api.POST("/api/v1/orgs/{org}/applications/{app}/renew", one(org, id))));
export const useRemove = (org: string, id: string) =>
  useActs([key(org)], () => answer(api.DELETE("/api/v1/orgs/{org}/applications/{app}", one(org, id))));

export const useTakeBack = () =>
  useActs([grantsQuery.queryKey], (app: string) => answer(api.DELETE("/api/v1/me/applications/{app}", { params: { path: { app } } })));
