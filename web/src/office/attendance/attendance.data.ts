import { queryOptions, useMutation } from "@tanstack/react-query";
import { type Answer, type Ask, answer, api } from "@/api/client";
import { useActs } from "@/yard/acts";

export type Mine = Answer<"attendance.mine">;
export type Group = NonNullable<Mine["group"]>;
export type Way = Group["ways"][number];
export type Day = Answer<"attendance.mine.month">["items"][number];
export type Page = Answer<"attendance.month">;
export type Arranged = Answer<"attendance.group.list">["items"][number];
export type Plan = NonNullable<Arranged["plan"]>;
export type RosterPage = Answer<"attendance.roster">;
export type Shift = Ask<"attendance.shift.make">["shift"];
export type Punch = Ask<"attendance.punch">;
export type SignedIn = Answer<"attendance.field.mine">["items"][number];
export type Agreement = Ask<"attendance.agree">;
export type FaceChallenge = Answer<"attendance.face.challenge">;

/** Pages of groups; an organisation has ten at most. */
const GROUP_PAGES = 12;
/** Pages of a group's people; there are twenty at most. */
const PEOPLE_PAGES = 24;
const key = (org: string) => ["office", "attendance", org];
const at = (org: string) => ({ params: { path: { org } } });

export const mineQuery = (org: string) =>
  queryOptions({ queryKey: [...key(org), "mine"], queryFn: ({ signal }) => answer(api.GET("/api/v1/orgs/{org}/attendance/mine", { ...at(org), signal })) });

export const monthQuery = (org: string, month: string) =>
  queryOptions({
    queryKey: [...key(org), "month", month],
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/orgs/{org}/attendance/mine/{month}", { params: { path: { org, month } }, signal }))).items,
  });

export const askedQuery = (org: string) =>
  queryOptions({ queryKey: [...key(org), "asked"], queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/orgs/{org}/attendance/corrections", { ...at(org), signal }))).items });

export const waitingQuery = (org: string) =>
  queryOptions({ queryKey: [...key(org), "waiting"], queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/orgs/{org}/attendance/corrections/waiting", { ...at(org), signal }))).items });

export const groupsQuery = (org: string) =>
  queryOptions({
    queryKey: [...key(org), "groups"],
    queryFn: async ({ signal }) => {
      const all: Arranged[] = [];
      for (let after: string | undefined, page = 0; page < GROUP_PAGES; page++) {
        const { items, next } = await answer(api.GET("/api/v1/orgs/{org}/attendance/groups", { params: { path: { org }, query: after ? { after } : {} }, signal }));
        all.push(...items);
        if (!next) break;
        after = next;
      }
      return all;
    },
  });

export const shiftsQuery = (org: string) =>
  queryOptions({ queryKey: [...key(org), "shifts"], queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/orgs/{org}/attendance/shifts", { ...at(org), signal }))).items });

/** An address comes within seconds, or not at all. */
const ADDRESS_MS = 3_000;
const ADDRESS_WITHIN_MS = 60_000;
const awaits = ({ at: signed, place, found }: SignedIn) => Boolean(place) && !found && Date.now() - Date.parse(signed) < ADDRESS_WITHIN_MS;

/** From where one signed in; asked for again while the address of one may still come. */
export const ownFieldsQuery = (org: string, finds: boolean) =>
  queryOptions({
    queryKey: [...key(org), "own-fields"],
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/orgs/{org}/attendance/field", { ...at(org), signal }))).items,
    refetchInterval: ({ state }) => (finds && state.data?.some(awaits) ? ADDRESS_MS : false),
  });

export const groupDayQuery = (org: string, group: string, day: string, after?: string) =>
  queryOptions({
    queryKey: [...key(org), "day", group, day, after ?? ""],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/orgs/{org}/attendance/groups/{group}/days/{day}", { params: { path: { org, group, day }, query: after ? { after } : {} }, signal })),
  });

export const groupMonthQuery = (org: string, group: string, month: string, after?: string) =>
  queryOptions({
    queryKey: [...key(org), "group-month", group, month, after ?? ""],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/orgs/{org}/attendance/groups/{group}/months/{month}", { params: { path: { org, group, month }, query: after ? { after } : {} }, signal })),
  });

/** What the roster of a group says of a stretch of days, of all its people. */
export const rosterQuery = (org: string, group: string, { from, until }: { from: string; until: string }) =>
  queryOptions({
    queryKey: [...key(org), "roster", group, from, until],
    queryFn: async ({ signal }) => {
      const all: RosterPage[] = [];
      for (let after: string | undefined, page = 0; page < PEOPLE_PAGES; page++) {
        const one = await answer(api.GET("/api/v1/orgs/{org}/attendance/groups/{group}/roster", { params: { path: { org, group }, query: after ? { from, until, after } : { from, until } }, signal }));
        all.push(one);
        if (!one.next) break;
        after = one.next;
      }
      return all;
    },
  });

/** Several stretches of it, each asked for once until something is written: `useQueries` would be a kilobyte on every page. */
export const rosterStretchesQuery = (org: string, group: string, stretches: readonly { from: string; until: string }[]) =>
  queryOptions({
    queryKey: [...key(org), "roster", group, stretches],
    queryFn: async ({ client }) => (await Promise.all(stretches.map((one) => client.fetchQuery({ ...rosterQuery(org, group, one), staleTime: Number.POSITIVE_INFINITY })))).flat(),
  });

/** Each look is logged: it is asked for once as long as it is shown, whatever else is done meanwhile. */
export const groupFieldsQuery = (org: string, group: string, day: string) =>
  queryOptions({
    queryKey: ["office", "attendance-fields", org, group, day],
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/orgs/{org}/attendance/groups/{group}/field/{day}", { params: { path: { org, group, day } }, signal }))).items,
  });

export const faceQuery = (org: string) =>
  queryOptions({ queryKey: [...key(org), "face"], queryFn: ({ signal }) => answer(api.GET("/api/v1/orgs/{org}/attendance/face", { ...at(org), signal })) });

export const facesQuery = (org: string) =>
  queryOptions({ queryKey: [...key(org), "faces"], queryFn: ({ signal }) => answer(api.GET("/api/v1/orgs/{org}/attendance/faces", { ...at(org), signal })) });

export const faceChallenge = (org: string) => answer(api.POST("/api/v1/orgs/{org}/attendance/face/challenge", at(org)));
export const challenge = (org: string) => answer(api.POST("/api/v1/orgs/{org}/attendance/challenge", at(org)));
export const sendPunch = (org: string, body: Punch) => answer(api.POST("/api/v1/orgs/{org}/attendance/punches", { ...at(org), body }));
export const sendKey = async (org: string, given: string) => (await answer(api.PUT("/api/v1/orgs/{org}/attendance/key", { ...at(org), body: { key: given } }))).id;
export const sendField = (org: string, body: Ask<"attendance.field.add">) => answer(api.POST("/api/v1/orgs/{org}/attendance/field", { ...at(org), body }));

/** That the house's own geocoder is asked for addresses, by itself; and taking that back. */
export function useGeocoder(org: string, lang: string) {
  const keys = [key(org), ["yard", "data", "consents"]];
  const [purpose, recipient] = ["field-sign-in", "geocoder"];
  return {
    agree: useActs<void>(keys, async () => {
      const query: { lang: "zh-CN" | "en" } = { lang: lang.startsWith("zh") ? "zh-CN" : "en" };
      const { version } = await answer(api.GET("/api/v1/policy/asked", { params: { query } }));
      return answer(api.POST("/api/v1/consents", { body: { purpose, recipient, version, lang } }));
    }),
    withdraw: useActs<void>(keys, () => answer(api.POST("/api/v1/consents/withdraw", { body: { purpose, recipient } }))),
  };
}

/** One's own face is looked at, and nothing changes by that. */
export const useOwnFace = (org: string) =>
  useMutation({ mutationFn: async () => (await answer(api.GET("/api/v1/orgs/{org}/attendance/face/photo", at(org)))).photo, gcTime: 0 });

/** A photo is looked at, and nothing changes by that. */
export const useOwnPhoto = (org: string) =>
  useMutation({
    mutationFn: async (field: string) => (await answer(api.GET("/api/v1/orgs/{org}/attendance/field/{field}/photo", { params: { path: { org, field } } }))).photo,
  });
export const usePhoto = (org: string) =>
  useMutation({
    mutationFn: async ({ group, field }: { group: string; field: string }) =>
      (await answer(api.GET("/api/v1/orgs/{org}/attendance/groups/{group}/photos/{field}", { params: { path: { org, group, field } } }))).photo,
  });

/** Whatever changes something of an organisation's attendance; afterwards what is shown of it is asked for again. */
export const useAct = <Wish, Done = unknown>(org: string, act: (wish: Wish) => Promise<Done>) => useActs([key(org)], act);

export const acts = (org: string) => ({
  agree: (body: Agreement) => answer(api.PUT("/api/v1/orgs/{org}/attendance/agreement", { ...at(org), body })),
  giveFace: (body: Ask<"attendance.face.put">) => answer(api.PUT("/api/v1/orgs/{org}/attendance/face", { ...at(org), body })),
  removeFace: () => answer(api.DELETE("/api/v1/orgs/{org}/attendance/face", at(org))),
  punchByFace: (body: Ask<"attendance.face.punch">) => answer(api.POST("/api/v1/orgs/{org}/attendance/face/punches", { ...at(org), body })),
  removeFaces: () => answer(api.DELETE("/api/v1/orgs/{org}/attendance/faces", at(org))),
  ask: (body: Ask<"attendance.correction.ask">) => answer(api.POST("/api/v1/orgs/{org}/attendance/corrections", { ...at(org), body })),
  decide: ({ correction, grants }: { correction: string; grants: boolean }) =>
    answer(api.POST("/api/v1/orgs/{org}/attendance/corrections/{correction}", { params: { path: { org, correction } }, body: { grants } })),
  withdraw: (correction: string) => answer(api.DELETE("/api/v1/orgs/{org}/attendance/corrections/{correction}", { params: { path: { org, correction } } })),
  makeShift: (body: Ask<"attendance.shift.make">) => answer(api.POST("/api/v1/orgs/{org}/attendance/shifts", { ...at(org), body })),
  endShift: (shift: string) => answer(api.DELETE("/api/v1/orgs/{org}/attendance/shifts/{shift}", { params: { path: { org, shift } } })),
  makeGroup: (body: Ask<"attendance.group.make">) => answer(api.POST("/api/v1/orgs/{org}/attendance/groups", { ...at(org), body })),
  changeGroup: ({ group, ...body }: Ask<"attendance.group.change"> & { group: string }) => answer(api.PUT("/api/v1/orgs/{org}/attendance/groups/{group}", { params: { path: { org, group } }, body })),
  putPeople: ({ group, people }: { group: string; people: string[] }) =>
    answer(api.PUT("/api/v1/orgs/{org}/attendance/groups/{group}/people", { params: { path: { org, group } }, body: { people } })),
  putRoster: ({ group, ...body }: Ask<"attendance.roster.put"> & { group: string }) =>
    answer(api.PUT("/api/v1/orgs/{org}/attendance/groups/{group}/roster", { params: { path: { org, group } }, body })),
  makeScreen: (group: string) => answer(api.POST("/api/v1/orgs/{org}/attendance/screens", { ...at(org), body: { group } })),
  close: ({ group, month }: { group: string; month: string }) => answer(api.POST("/api/v1/orgs/{org}/attendance/groups/{group}/months/{month}", { params: { path: { org, group, month } } })),
  sheet: ({ group, month, form, lang }: { group: string; month: string; form: string; lang: string }) =>
    answer(api.GET("/api/v1/orgs/{org}/attendance/groups/{group}/months/{month}/sheet", { params: { path: { org, group, month }, query: { form, lang } }, parseAs: "blob" })) as Promise<unknown> as Promise<Blob>,
});

export const screenCode = (token: string) => answer(api.POST("/api/v1/attendance/screen", { body: { token } }));
