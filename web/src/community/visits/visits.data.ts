import { queryOptions, useMutation } from "@tanstack/react-query";
import { inBase64 } from "@/api/base64";
import { type Answer, type Ask, answer, api } from "@/api/client";
import { useActs } from "@/yard/acts";
import { isLearning } from "@/community/face/face.data";
import { saveBlob } from "@/yard/rights/file";

export type Visit = Answer<"visit.list">["items"][number];
export type Knock = Answer<"knock.list">["items"][number];
export type Asked = Answer<"knock.mine">["items"][number];
export type VisitWish = Ask<"visit.invite">;

/** While a home is asked, a desk asks again: a hint may have been missed. */
const AGAIN_MS = 3_000;
/** While a door learns a visitor's photo; how often a link may be asked for is bounded. */
const LEARNING_MS = 10_000;

const visitsKey = (home: string) => ["community", "visits", home];
export const askedKey = ["community", "knocks"];
const remindersKey = ["me", "reminders"];
export const gateKey = (org: string) => ["community", "gate", org];
const postsKey = (org: string) => ["community", "gate", org, "posts"];
const couriersKey = (org: string) => ["community", "gate", org, "couriers"];

const save = (entry: unknown) => saveBlob("visit.ics", new Blob([String(entry)], { type: "text/calendar" }));

export const visitsQuery = (home: string) =>
  queryOptions({ queryKey: visitsKey(home), queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/homes/{home}/visits", { params: { path: { home } }, signal }))).items });

export function useVisits(home: string) {
  const keys = [visitsKey(home)];
  return {
    invite: useActs(keys, (body: VisitWish) => answer(api.POST("/api/v1/homes/{home}/visits", { params: { path: { home } }, body }))),
    end: useActs(keys, (visit: string) => answer(api.DELETE("/api/v1/homes/{home}/visits/{visit}", { params: { path: { home, visit } } }))),
    // Asked for at this moment and no earlier; it is kept nowhere but where the browser puts it.
    calendar: useMutation({
      gcTime: 0,
      mutationFn: async (visit: string) => save(await answer(api.GET("/api/v1/homes/{home}/visits/{visit}/calendar", { params: { path: { home, visit } }, parseAs: "text" }))),
    }),
  };
}

export const remindersQuery = queryOptions({ queryKey: remindersKey, queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/me/reminders", { signal }))).items });
export const useReminder = () => useActs([remindersKey], (body: Ask<"reminder.set">) => answer(api.PUT("/api/v1/me/reminders", { body })));

export type GuestFaceSeen = NonNullable<Answer<"visit.look">["face"]>;
const guestKey = (token: string) => ["visit", token];

/** A visit by its link. The key of its codes stays in the memory of this page. */
export const guestQuery = (token: string) =>
  queryOptions({
    queryKey: guestKey(token),
    refetchInterval: ({ state }) => (isLearning(state.data?.face) ? LEARNING_MS : false),
    gcTime: 0,
    retry: false,
    queryFn: async () => {
      const visit = await answer(api.POST("/api/v1/visits/look", { body: { token } }));
      return { ...visit, code: visit.code ? { ...visit.code, aheadMs: Date.parse(visit.code.now) - Date.now() } : null };
    },
  });

export function useGuestFace(token: string) {
  const keys = [guestKey(token)];
  return {
    give: useActs(keys, async ({ photo, ...yes }: { photo: Blob; version: string; categories: string[] }) =>
      answer(api.POST("/api/v1/visits/face", { body: { token, ...yes, photo: await inBase64(photo) } }))),
    remove: useActs<void>(keys, () => answer(api.POST("/api/v1/visits/face/remove", { body: { token } }))),
  };
}

export const useGuestCalendar = () =>
  useMutation({ gcTime: 0, mutationFn: async (token: string) => save(await answer(api.POST("/api/v1/visits/calendar", { body: { token }, parseAs: "text" }))) });

export const posterQuery = (token: string) => queryOptions({ queryKey: ["poster", token], retry: false, queryFn: () => answer(api.POST("/api/v1/visits/poster", { body: { token } })) });
export const useKnock = () => useMutation({ gcTime: 0, mutationFn: (body: Ask<"knock.knock">) => answer(api.POST("/api/v1/visits/knock", { body })) });
export const waitQuery = (waiting: string) =>
  queryOptions({
    queryKey: ["waits", waiting],
    retry: false,
    queryFn: async () => (await answer(api.POST("/api/v1/visits/wait", { body: { waiting } }))).state,
    refetchInterval: ({ state }) => (state.data === undefined || state.data === "waiting" ? AGAIN_MS : false),
  });

export const askedQuery = queryOptions({ queryKey: askedKey, queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/me/knocks", { signal }))).items });
export const useAnswerKnock = () =>
  useActs([askedKey], ({ home, knock, yes }: { home: string; knock: string; yes: boolean }) => answer(api.PUT("/api/v1/homes/{home}/knocks/{knock}", { params: { path: { home, knock } }, body: { yes } })));

export const gatesQuery = queryOptions({ queryKey: ["community", "gates"], queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/me/gates", { signal }))).items });
export const gateQuery = (org: string) =>
  queryOptions({
    queryKey: gateKey(org),
    queryFn: ({ signal }) => answer(api.GET("/api/v1/orgs/{org}/knocks", { params: { path: { org } }, signal })),
    refetchInterval: ({ state }) => (state.data?.items.some(({ state: said }) => said === "waiting") ? AGAIN_MS : false),
  });

export function useGate(org: string) {
  const keys = [gateKey(org)];
  const at = (knock: string) => ({ params: { path: { org, knock } } });
  return {
    ask: useActs(keys, (body: Ask<"knock.ask">) => answer(api.POST("/api/v1/orgs/{org}/knocks", { params: { path: { org } }, body }))),
    heard: useActs(keys, ({ knock, yes }: { knock: string; yes: boolean }) => answer(api.PUT("/api/v1/orgs/{org}/knocks/{knock}/answer", { ...at(knock), body: { yes } }))),
    open: useActs(keys, ({ knock, ...body }: { knock: string; door: string; reason?: string }) => answer(api.POST("/api/v1/orgs/{org}/knocks/{knock}/open", { ...at(knock), body }))),
    gone: useActs(keys, (knock: string) => answer(api.DELETE("/api/v1/orgs/{org}/knocks/{knock}", at(knock)))),
  };
}

export const postsQuery = (org: string) => queryOptions({ queryKey: postsKey(org), queryFn: ({ signal }) => answer(api.GET("/api/v1/orgs/{org}/gate", { params: { path: { org } }, signal })) });
/** Each time that it is asked for is an opening which is recorded. */
export const couriersQuery = (org: string) =>
  queryOptions({ queryKey: couriersKey(org), staleTime: Number.POSITIVE_INFINITY, queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/orgs/{org}/couriers", { params: { path: { org } }, signal }))).items });

export function usePosts(org: string) {
  const keys = [postsKey(org)];
  return {
    appoint: useActs(keys, (person: string) => answer(api.PUT("/api/v1/orgs/{org}/guards/{person}", { params: { path: { org, person } } }))),
    dismiss: useActs(keys, (person: string) => answer(api.DELETE("/api/v1/orgs/{org}/guards/{person}", { params: { path: { org, person } } }))),
    put: useActs(keys, (door: string) => answer(api.PUT("/api/v1/orgs/{org}/doors/{door}/poster", { params: { path: { org, door } } }))),
    remove: useActs(keys, (door: string) => answer(api.DELETE("/api/v1/orgs/{org}/doors/{door}/poster", { params: { path: { org, door } } }))),
    addCourier: useActs([couriersKey(org)], (body: VisitWish) => answer(api.POST("/api/v1/orgs/{org}/couriers", { params: { path: { org } }, body }))),
    endCourier: useActs([couriersKey(org)], (visit: string) => answer(api.DELETE("/api/v1/orgs/{org}/couriers/{visit}", { params: { path: { org, visit } } }))),
  };
}
