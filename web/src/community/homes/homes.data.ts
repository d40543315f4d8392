import { queryOptions, useMutation } from "@tanstack/react-query";
import { type Answer, type Ask, answer, api } from "@/api/client";
import { useActs } from "@/yard/acts";

export type OwnHome = Answer<"home.mine">["items"][number];
export type OwnApplication = Answer<"home.application.mine">["items"][number];
export type Community = Answer<"community.list">["items"][number];
export type Resident = Answer<"home.people">["items"][number];
export type Applicant = Answer<"home.application.list">["items"][number];
export type ApplicationWish = Ask<"home.apply">;
export type ResidentWish = Ask<"home.person.add">;

const mineKey = ["community", "homes", "mine"];
const applicationsKey = ["community", "homes", "applications"];
const peopleKey = (home: string) => ["community", "homes", "people", home];
const planKey = (org: string) => ["community", "desk", org, "plan"];
const deskHomesKey = (org: string) => ["community", "desk", org, "homes"];
const waitingKey = (org: string) => ["community", "desk", org, "applications"];
/** Beside the list and not below it: each time that one is asked for is an opening which the applicant reads. */
const applicationKey = (org: string, application: string) => ["community", "desk", org, "application", application];

export const mineQuery = queryOptions({ queryKey: mineKey, queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/me/homes", { signal }))).items });
export const applicationsQuery = queryOptions({ queryKey: applicationsKey, queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/me/home-applications", { signal }))).items });
export const communitiesQuery = queryOptions({ queryKey: ["community", "all"], queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/communities", { signal }))).items });

export const peopleQuery = (home: string) =>
  queryOptions({ queryKey: peopleKey(home), queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/homes/{home}/people", { params: { path: { home } }, signal }))).items });

export const planQuery = (org: string) =>
  queryOptions({ queryKey: planKey(org), retry: false, queryFn: ({ signal }) => answer(api.GET("/api/v1/orgs/{org}/community", { params: { path: { org } }, signal })) });

export const deskHomesQuery = (org: string) =>
  queryOptions({ queryKey: deskHomesKey(org), queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/orgs/{org}/homes", { params: { path: { org } }, signal }))).items });

export const waitingQuery = (org: string) =>
  queryOptions({ queryKey: waitingKey(org), queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/orgs/{org}/home-applications", { params: { path: { org } }, signal }))).items });

export const applicationQuery = (org: string, application: string) =>
  queryOptions({
    queryKey: applicationKey(org, application),
    queryFn: ({ signal }) => answer(api.GET("/api/v1/orgs/{org}/home-applications/{application}", { params: { path: { org, application } }, signal })),
  });

const own = [mineKey, applicationsKey];

export const useApply = () =>
  useActs(own, async ({ wish, version, lang }: { wish: ApplicationWish; version: string; lang: string }) => {
    // What is sensitive goes with a consent of its own, given by the box that stands beside the field.
    if (wish.identity) await answer(api.POST("/api/v1/consents", { body: { purpose: "home-identity", version, lang, categories: ["identity-number"] } }));
    return await answer(api.POST("/api/v1/homes/applications", { body: wish }));
  });
export const useWithdraw = () => useActs(own, (application: string) => answer(api.DELETE("/api/v1/me/home-applications/{application}", { params: { path: { application } } })));
export const useAnswer = () =>
  useActs(own, ({ resident, accepts }: { resident: string; accepts: boolean }) => {
    const at = { params: { path: { resident } } };
    return accepts ? answer(api.POST("/api/v1/me/homes/{resident}/accept", at)) : answer(api.POST("/api/v1/me/homes/{resident}/refuse", at));
  });
export const useLeave = () => useActs(own, (home: string) => answer(api.POST("/api/v1/homes/{home}/leave", { params: { path: { home } } })));
export const useEnter = (home: string) =>
  useActs([peopleKey(home)], (wish: ResidentWish) => answer(api.POST("/api/v1/homes/{home}/people", { params: { path: { home } }, body: wish })));
export const useEnd = (home: string) =>
  useActs([peopleKey(home)], (resident: string) => answer(api.DELETE("/api/v1/homes/{home}/people/{resident}", { params: { path: { home, resident } } })));

export function useDesk(org: string) {
  const at = { params: { path: { org } } };
  const plan = [planKey(org), ["community", "all"]];
  return {
    open: useActs(plan, (body: Ask<"community.put">) => answer(api.PUT("/api/v1/orgs/{org}/community", { ...at, body }))),
    building: useActs(plan, (name: string) => answer(api.POST("/api/v1/orgs/{org}/buildings", { ...at, body: { name } }))),
    unit: useActs(plan, (body: Ask<"unit.add">) => answer(api.POST("/api/v1/orgs/{org}/units", { ...at, body }))),
    home: useActs([deskHomesKey(org)], (body: Ask<"home.add">) => answer(api.POST("/api/v1/orgs/{org}/homes", { ...at, body }))),
    // Whoever was let in lives there from now on.
    decide: useActs([waitingKey(org), ["community", "desk", org, "residents"]], ({ application, ...body }: { application: string; approve: boolean; reason?: string }) =>
      answer(api.POST("/api/v1/orgs/{org}/home-applications/{application}/decide", { params: { path: { org, application } }, body })),
    ),
    look: useMutation({
      mutationFn: async ({ application, reason }: { application: string; reason: string }) =>
        (await answer(api.POST("/api/v1/orgs/{org}/home-applications/{application}/look", { params: { path: { org, application } }, body: { reason } }))).identity,
    }),
  };
}
