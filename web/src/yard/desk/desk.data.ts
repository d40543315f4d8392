import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { type Answer, type Ask, answer, api } from "@/api/client";

export type Overview = Answer<"desk.look">;
export type DeskRequest = Answer<"rights.desk">["items"][number];
export type Incident = Answer<"incident.read">;
export type IncidentBrief = Answer<"incident.list">["items"][number];
export type Version = Answer<"policy.drafts">["items"][number];
export type KeepPeriod = Answer<"retention.list">["items"][number];
export type PeriodWish = Ask<"retention.change">;

const deskKey = ["yard", "desk"];
const incidentsKey = [...deskKey, "incidents"];

/** How the house stands. Each look of an inspector is written down, so it is not asked for again by itself. */
export const overviewQuery = (lang: string) =>
  queryOptions({
    queryKey: [...deskKey, "overview", lang],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/desk", { params: { query: { lang } }, signal })),
    refetchOnWindowFocus: false,
  });

/** Opens what people wrote: they see that, so it is not asked for again by itself. */
export const deskRequestsQuery = queryOptions({
  queryKey: [...deskKey, "requests"],
  queryFn: ({ signal }) => answer(api.GET("/api/v1/rights/requests", { signal })),
  refetchOnWindowFocus: false,
});

export function useAnswerRequest(request: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: Ask<"rights.answer">) => answer(api.POST("/api/v1/rights/requests/{request}/answer", { params: { path: { request } }, body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: deskKey }),
  });
}

export const incidentsQuery = queryOptions({
  queryKey: incidentsKey,
  queryFn: ({ signal }) => answer(api.GET("/api/v1/desk/incidents", { signal })),
});

export const incidentQuery = (incident: string, lang: string) =>
  queryOptions({
    queryKey: [...incidentsKey, incident, lang],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/desk/incidents/{incident}", { params: { path: { incident }, query: { lang } }, signal })),
  });

export function useRegister() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: Ask<"incident.register">) => answer(api.POST("/api/v1/desk/incidents", { body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: deskKey }),
  });
}

export type IncidentAct = "notify" | "close" | "lock";

/** The steps of an incident, each by its own press. */
export function useIncident(incident: string) {
  const cache = useQueryClient();
  const params = { path: { incident } };
  const onSuccess = () => cache.invalidateQueries({ queryKey: deskKey });
  const state = useMutation({
    mutationFn: (body: Ask<"incident.state">) => answer(api.PUT("/api/v1/desk/incidents/{incident}", { params, body })),
    onSuccess,
  });
  const file = useMutation({
    mutationFn: (body: Ask<"incident.report.file">) => answer(api.POST("/api/v1/desk/incidents/{incident}/report", { params, body })),
    onSuccess,
  });
  const freeze = useMutation({
    mutationFn: (frozen: boolean) => answer(api.PUT("/api/v1/desk/incidents/{incident}/freeze", { params, body: { frozen } })),
    onSuccess,
  });
  const act = useMutation({
    mutationFn: async (what: IncidentAct) => {
      if (what === "notify") await answer(api.POST("/api/v1/desk/incidents/{incident}/notify", { params }));
      else if (what === "close") await answer(api.POST("/api/v1/desk/incidents/{incident}/close", { params }));
      else await answer(api.POST("/api/v1/desk/incidents/{incident}/lock", { params }));
    },
    onSuccess,
  });
  return { state, file, freeze, act };
}

export function useReportText(incident: string, lang: string) {
  return useMutation({
    mutationFn: () => answer(api.GET("/api/v1/desk/incidents/{incident}/report", { params: { path: { incident }, query: { lang } } })),
  });
}

export const draftsQuery = queryOptions({
  queryKey: [...deskKey, "versions"],
  queryFn: ({ signal }) => answer(api.GET("/api/v1/house/policy", { signal })),
});

export const tallyQuery = (policy: string, lang: string) =>
  queryOptions({
    queryKey: [...deskKey, "versions", policy, lang],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/house/policy/{policy}", { params: { path: { policy }, query: { lang } }, signal })),
  });

export type VersionStep = "publish" | "notify" | "withdraw";

export function useVersionStep(policy: string) {
  const cache = useQueryClient();
  const params = { path: { policy } };
  return useMutation({
    mutationFn: (step: VersionStep) => {
      if (step === "publish") return answer(api.POST("/api/v1/house/policy/{policy}/publish", { params }));
      if (step === "notify") return answer(api.POST("/api/v1/house/policy/{policy}/notify", { params, body: {} }));
      return answer(api.POST("/api/v1/house/policy/{policy}/withdraw", { params }));
    },
    onSuccess: () => cache.invalidateQueries({ queryKey: deskKey }),
  });
}

export const periodsQuery = (lang: string) =>
  queryOptions({
    queryKey: [...deskKey, "periods", lang],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/retention", { params: { query: { lang } }, signal })),
  });

export function usePreview() {
  return useMutation({ mutationFn: (body: PeriodWish) => answer(api.POST("/api/v1/retention/preview", { body })) });
}

export function useShorten() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: PeriodWish) => answer(api.PUT("/api/v1/retention", { body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: deskKey }),
  });
}

export function useAppoint() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: Ask<"desk.appoint">) => answer(api.POST("/api/v1/desk/inspectors", { body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: deskKey }),
  });
}

export function useEndInspector() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (inspector: number) => answer(api.DELETE("/api/v1/desk/inspectors/{inspector}", { params: { path: { inspector } } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: deskKey }),
  });
}

export function useEvidence() {
  return useMutation({ mutationFn: () => answer(api.GET("/api/v1/desk/evidence")) });
}
