import { infiniteQueryOptions, queryOptions, useMutation } from "@tanstack/react-query";
import { type Answer, type Ask, answer, api } from "@/api/client";
import { useActs } from "@/yard/acts";
import { saveBlob } from "@/yard/rights/file";

export type Vehicle = Answer<"vehicle.list">["items"][number];
export type Passage = Answer<"lane.mine">["items"][number];
export type Logged = Answer<"lane.log">["items"][number];
export type Lifts = Answer<"lift.list">;

const vehiclesKey = (home: string) => ["community", "vehicles", home];
const liftsKey = (home: string) => ["community", "lifts", home];
const lanesKey = (org: string) => ["community", "desk", org, "lanes"];
const parkingKey = (org: string) => ["community", "desk", org, "parking"];
const barsKey = (org: string) => ["community", "desk", org, "bars"];
const deskLiftsKey = (org: string) => ["community", "desk", org, "lifts"];

export const vehiclesQuery = (home: string) =>
  queryOptions({ queryKey: vehiclesKey(home), queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/homes/{home}/vehicles", { params: { path: { home } }, signal }))).items });

export const passagesQuery = (home: string) =>
  infiniteQueryOptions({
    queryKey: ["community", "passages", home],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => answer(api.GET("/api/v1/homes/{home}/passages", { params: { path: { home }, query: pageParam ? { before: pageParam } : {} }, signal })),
    getNextPageParam: ({ next }) => next ?? undefined,
  });

export const liftsQuery = (home: string) => queryOptions({ queryKey: liftsKey(home), queryFn: ({ signal }) => answer(api.GET("/api/v1/homes/{home}/lifts", { params: { path: { home } }, signal })) });

export function useVehicles(home: string) {
  const keys = [vehiclesKey(home)];
  return {
    add: useActs(keys, (body: Ask<"vehicle.add">) => answer(api.POST("/api/v1/homes/{home}/vehicles", { params: { path: { home } }, body }))),
    remove: useActs(keys, (vehicle: string) => answer(api.DELETE("/api/v1/homes/{home}/vehicles/{vehicle}", { params: { path: { home, vehicle } } }))),
    // Asked for at this moment and no earlier; it is kept nowhere but where the browser puts it.
    calendar: useMutation({
      gcTime: 0,
      mutationFn: async (vehicle: string) => {
        const entry = await answer(api.GET("/api/v1/homes/{home}/vehicles/{vehicle}/calendar", { params: { path: { home, vehicle } }, parseAs: "text" }));
        saveBlob("visit.ics", new Blob([String(entry)], { type: "text/calendar" }));
      },
    }),
  };
}

export function useLifts(home: string) {
  const keys = [liftsKey(home)];
  return {
    ride: useActs(keys, ({ lift, to }: { lift: string; to: number }) => answer(api.POST("/api/v1/homes/{home}/lifts/{lift}/rides", { params: { path: { home, lift } }, body: { to } }))),
    automatic: useActs(keys, (on: boolean) => answer(api.PUT("/api/v1/homes/{home}/lifts", { params: { path: { home } }, body: { on } }))),
  };
}

export const lanesQuery = (org: string) =>
  queryOptions({ queryKey: lanesKey(org), queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/orgs/{org}/lanes", { params: { path: { org } }, signal }))).items });
export const parkingQuery = (org: string) => queryOptions({ queryKey: parkingKey(org), queryFn: ({ signal }) => answer(api.GET("/api/v1/orgs/{org}/parking", { params: { path: { org } }, signal })) });
export const deskLiftsQuery = (org: string) =>
  queryOptions({ queryKey: deskLiftsKey(org), queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/orgs/{org}/lifts", { params: { path: { org } }, signal }))).items });

/** Each time that it is asked for is an opening which is recorded. */
export const barsQuery = (org: string) =>
  queryOptions({ queryKey: barsKey(org), staleTime: Number.POSITIVE_INFINITY, queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/orgs/{org}/bars", { params: { path: { org } }, signal }))).items });

/** So is this. */
export const logQuery = (org: string) =>
  infiniteQueryOptions({
    queryKey: ["community", "desk", org, "passages"],
    initialPageParam: "",
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ pageParam, signal }) => answer(api.GET("/api/v1/orgs/{org}/passages", { params: { path: { org }, query: pageParam ? { before: pageParam } : {} }, signal })),
    getNextPageParam: ({ next }) => next ?? undefined,
  });

export function useDesk(org: string) {
  const path = { org };
  return {
    makeLane: useActs([lanesKey(org)], (body: Ask<"lane.make">) => answer(api.POST("/api/v1/orgs/{org}/lanes", { params: { path }, body }))),
    removeLane: useActs([lanesKey(org)], (lane: string) => answer(api.DELETE("/api/v1/orgs/{org}/lanes/{lane}", { params: { path: { org, lane } } }))),
    setParking: useActs([parkingKey(org)], (body: Ask<"lane.parking.set">) => answer(api.PUT("/api/v1/orgs/{org}/parking", { params: { path }, body }))),
    bar: useActs([barsKey(org)], (body: Ask<"vehicle.bar">) => answer(api.POST("/api/v1/orgs/{org}/bars", { params: { path }, body }))),
    lift: useActs([barsKey(org)], (bar: string) => answer(api.DELETE("/api/v1/orgs/{org}/bars/{bar}", { params: { path: { org, bar } } }))),
    look: useMutation({
      gcTime: 0,
      mutationFn: async ({ passage, reason }: { passage: string; reason: string }) =>
        (await answer(api.POST("/api/v1/orgs/{org}/passages/{passage}/look", { params: { path: { org, passage } }, body: { reason } }))).plate,
    }),
    makeLift: useActs([deskLiftsKey(org)], (body: Ask<"lift.make">) => answer(api.POST("/api/v1/orgs/{org}/lifts", { params: { path }, body }))),
    removeLift: useActs([deskLiftsKey(org)], (lift: string) => answer(api.DELETE("/api/v1/orgs/{org}/lifts/{lift}", { params: { path: { org, lift } } }))),
    alarm: useActs([deskLiftsKey(org)], ({ lift, on }: { lift: string; on: boolean }) => answer(api.PUT("/api/v1/orgs/{org}/lifts/{lift}/alarm", { params: { path: { org, lift } }, body: { on } }))),
  };
}
