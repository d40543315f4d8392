import { infiniteQueryOptions, queryOptions, useMutation } from "@tanstack/react-query";
import { type Answer, type Ask, answer, api } from "@/api/client";
import { useActs } from "@/yard/acts";
import { planQuery } from "@/community/homes/homes.data";

export type Ways = Answer<"door.mine">;
export type Code = Answer<"pass.code">;
export type Opening = Answer<"opening.mine">["items"][number];
export type Logged = Answer<"opening.log">["items"][number];
export type Holding = Answer<"pass.at_door">["items"][number];

const waysKey = (home: string) => ["community", "doors", home, "ways"];
const logKey = (home: string) => ["community", "doors", home, "log"];
const deskLogKey = (org: string) => ["community", "desk", org, "openings"];
/** Beside the log: each time that it is asked for is an opening which those concerned read. */
const holdersKey = (org: string, door: string) => ["community", "desk", org, "holders", door];
const settingsKey = (org: string, door: string) => ["community", "desk", org, "door", door];
/** Every door with how its agent fares. */
const agentsKey = (org: string) => ["community", "desk", org, "doors"];

export const waysQuery = (home: string) => queryOptions({ queryKey: waysKey(home), queryFn: ({ signal }) => answer(api.GET("/api/v1/homes/{home}/doors", { params: { path: { home } }, signal })) });

export const logQuery = (home: string) =>
  infiniteQueryOptions({
    queryKey: logKey(home),
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => answer(api.GET("/api/v1/homes/{home}/openings", { params: { path: { home }, query: pageParam ? { before: pageParam } : {} }, signal })),
    getNextPageParam: ({ next }) => next ?? undefined,
  });

/** What this phone makes codes of: in memory only, and gone with the page. */
export const useCode = (home: string) =>
  useMutation({
    mutationFn: async () => {
      const code = await answer(api.POST("/api/v1/homes/{home}/code", { params: { path: { home } }, body: {} }));
      return { ...code, aheadMs: Date.parse(code.now) - Date.now() };
    },
    gcTime: 0,
  });

export function useOwn(home: string) {
  const at = { params: { path: { home } } };
  const ways = [waysKey(home)];
  return {
    open: useActs([logKey(home)], (door: string) => answer(api.POST("/api/v1/homes/{home}/doors/{door}/open", { params: { path: { home, door } } }))),
    renew: useActs<void>([], () => answer(api.DELETE("/api/v1/homes/{home}/code", at))),
    setPin: useActs(ways, (pin: string) => answer(api.PUT("/api/v1/homes/{home}/pin", { ...at, body: { pin } }))),
    dropPin: useActs<void>(ways, () => answer(api.DELETE("/api/v1/homes/{home}/pin", at))),
    telephone: useActs(ways, (opens: boolean) => answer(api.PUT("/api/v1/homes/{home}/telephone", { ...at, body: { opens } }))),
    lost: useActs(ways, (pass: string) => answer(api.DELETE("/api/v1/homes/{home}/passes/{pass}", { params: { path: { home, pass } } }))),
  };
}

/** Who lives in a home: each time that it is asked for is an opening which they read. */
export const residentsQuery = (org: string, home: string) =>
  queryOptions({
    queryKey: ["community", "desk", org, "residents", home],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/orgs/{org}/homes/{home}/residents", { params: { path: { org, home } }, signal }))).items,
  });

export const settingsQuery = (org: string, door: string) =>
  queryOptions({ queryKey: settingsKey(org, door), queryFn: ({ signal }) => answer(api.GET("/api/v1/orgs/{org}/doors/{door}/settings", { params: { path: { org, door } }, signal })) });

export const holdersQuery = (org: string, door: string) =>
  queryOptions({
    queryKey: holdersKey(org, door),
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/orgs/{org}/doors/{door}/passes", { params: { path: { org, door } }, signal }))).items,
  });

export const deskLogQuery = (org: string) =>
  infiniteQueryOptions({
    queryKey: deskLogKey(org),
    initialPageParam: "",
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ pageParam, signal }) => answer(api.GET("/api/v1/orgs/{org}/openings", { params: { path: { org }, query: pageParam ? { before: pageParam } : {} }, signal })),
    getNextPageParam: ({ next }) => next ?? undefined,
  });

export function useDesk(org: string) {
  const path = { org };
  return {
    add: useActs([planQuery(org).queryKey, agentsKey(org)], (body: Ask<"door.add">) => answer(api.POST("/api/v1/orgs/{org}/doors", { params: { path }, body }))),
    set: useActs([["community", "desk", org, "door"]], ({ door, ...body }: Ask<"door.set"> & { door: string }) => answer(api.PUT("/api/v1/orgs/{org}/doors/{door}/settings", { params: { path: { org, door } }, body }))),
    order: useActs([deskLogKey(org)], ({ door, reason }: { door: string; reason: string }) => answer(api.POST("/api/v1/orgs/{org}/doors/{door}/order", { params: { path: { org, door } }, body: { reason } }))),
    give: useActs([["community", "desk", org, "holders"]], ({ home, resident, number }: { home: string; resident: string; number: string }) =>
      answer(api.POST("/api/v1/orgs/{org}/homes/{home}/residents/{resident}/passes", { params: { path: { org, home, resident } }, body: number ? { number } : {} })),
    ),
    end: useActs([["community", "desk", org, "holders"]], (pass: string) => answer(api.DELETE("/api/v1/orgs/{org}/passes/{pass}", { params: { path: { org, pass } } }))),
    look: useMutation({
      mutationFn: async ({ entry, reason }: { entry: string; reason: string }) =>
        (await answer(api.POST("/api/v1/orgs/{org}/openings/{entry}/look", { params: { path: { org, entry } }, body: { reason } }))).name,
    }),
  };
}
