import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { type Answer, type Ask, answer, api } from "@/api/client";
import { useActs } from "@/yard/acts";
import { saveBlob } from "@/yard/rights/file";

export type Outsider = Answer<"event.outside">["items"][number];
export type Time = Answer<"calendar.list">["items"][number];
export type Event = Answer<"event.look">;
export type EventWish = Ask<"event.add">;
export type Which = Ask<"event.change">["which"];
export type Share = Answer<"calendar.shares">["items"][number];
export type Shared = Answer<"calendar.shared">["items"][number];
export type Device = Answer<"calendar.devices">["items"][number];
export type Feed = Answer<"calendar.feeds">["items"][number];
export type Subscription = Answer<"calendar.subscriptions">["items"][number];
export type Subscribed = Answer<"calendar.subscribed">["items"][number];
export type Tone = Subscription["tone"];
export type Looked = Answer<"calendar.import.look">;

/** What others change is seen without a hint: somebody who was invited answers, a colleague fills a shared calendar. */
const AGAIN_MS = 30_000;
const SOON_MS = 2_000;
/** Calendars elsewhere change when the house asked for them, which it does every few hours. */
const RARELY_MS = 300_000;
const root = ["office", "calendar"];

export type Stretch = { from: string; until: string };

export const timesQuery = (stretch: Stretch) =>
  queryOptions({
    queryKey: [...root, "mine", stretch.from, stretch.until],
    refetchInterval: AGAIN_MS,
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/me/events", { params: { query: stretch }, signal }))).items,
  });

export const plannedQuery = (org: string, stretch: Stretch) =>
  queryOptions({
    queryKey: [...root, "org", org, stretch.from, stretch.until],
    refetchInterval: AGAIN_MS,
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/orgs/{org}/calendar", { params: { path: { org }, query: stretch }, signal }))).items,
  });

export const sharedQuery = (org: string) =>
  queryOptions({
    queryKey: [...root, "shared", org],
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/orgs/{org}/calendars", { params: { path: { org } }, signal }))).items,
  });

export const colleagueQuery = (org: string, person: string, stretch: Stretch) =>
  queryOptions({
    queryKey: [...root, "colleague", org, person, stretch.from, stretch.until],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/orgs/{org}/people/{person}/calendar", { params: { path: { org, person }, query: stretch }, signal })),
  });

export const eventQuery = (event: string) =>
  queryOptions({
    queryKey: [...root, "event", event],
    retry: false,
    queryFn: ({ signal }) => answer(api.GET("/api/v1/me/events/{event}", { params: { path: { event } }, signal })),
  });

/** A mail that was just asked for leaves within seconds: until then it is asked for again soon. */
export const outsideQuery = (event: string) =>
  queryOptions({
    queryKey: [...root, "outside", event],
    retry: false,
    queryFn: ({ signal }) => answer(api.GET("/api/v1/me/events/{event}/outside", { params: { path: { event } }, signal })),
    refetchInterval: ({ state }) => (state.data?.items.some(({ told_at, why }) => !told_at && !why) ? SOON_MS : AGAIN_MS),
  });

export const sharesQuery = queryOptions({ queryKey: [...root, "shares"], queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/me/calendar/shares", { signal }))).items });

export const phonesQuery = queryOptions({ queryKey: [...root, "phones"], queryFn: ({ signal }) => answer(api.GET("/api/v1/me/calendar/devices", { signal })) });

export const feedsQuery = queryOptions({ queryKey: [...root, "feeds"], queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/me/calendar/feeds", { signal }))).items });

/** What was subscribed to a moment ago is brought within seconds: until then it is asked for again soon. */
export const subscriptionsQuery = queryOptions({
  queryKey: [...root, "subscriptions"],
  queryFn: ({ signal }) => answer(api.GET("/api/v1/me/calendar/subscriptions", { signal })),
  refetchInterval: ({ state }) => (state.data?.items.some(({ brought, why }) => !brought && !why) ? SOON_MS : RARELY_MS),
});

export const subscribedQuery = (stretch: Stretch) =>
  queryOptions({
    queryKey: [...root, "subscribed", stretch.from, stretch.until],
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/me/calendar/subscribed", { params: { query: stretch }, signal }))).items,
    refetchInterval: RARELY_MS,
  });

/** To which calendars elsewhere I subscribe; once one of them was brought, what stands in it is asked for. */
export function useSubscriptions() {
  const cache = useQueryClient();
  const all = useQuery(subscriptionsQuery);
  const brought = (all.data?.items ?? []).map((one) => one.brought ?? "").join();
  useEffect(() => {
    if (brought) void cache.invalidateQueries({ queryKey: [...root, "subscribed"] });
  }, [cache, brought]);
  return all;
}

/** Whatever changes something; afterwards all that is shown of calendars is asked for again. */
const useAct = <Wish, Done>(act: (wish: Wish) => Promise<Done>) => useActs([root], act);

export const useAdd = () => useAct((body: EventWish) => answer(api.POST("/api/v1/me/events", { body })));
export const useChange = (event: string) => useAct((body: Ask<"event.change">) => answer(api.POST("/api/v1/me/events/{event}/change", { params: { path: { event } }, body })));
export const useRemove = (event: string) => useAct((body: Ask<"event.remove">) => answer(api.POST("/api/v1/me/events/{event}/remove", { params: { path: { event } }, body })));
export const useAnswer = (event: string) => useAct((body: Ask<"event.answer">) => answer(api.POST("/api/v1/me/events/{event}/answer", { params: { path: { event } }, body })));
export const useRemind = (event: string) => useAct((reminders: number[]) => answer(api.PUT("/api/v1/me/events/{event}/reminders", { params: { path: { event } }, body: { reminders } })));
export const useInviteOutside = (event: string) => useAct((body: Ask<"event.outside.invite">) => answer(api.POST("/api/v1/me/events/{event}/outside", { params: { path: { event } }, body })));
export const useRemoveOutside = (event: string) => useAct((outsider: string) => answer(api.DELETE("/api/v1/me/events/{event}/outside/{outsider}", { params: { path: { event, outsider } } })));
export const useShare = () => useAct((items: Share[]) => answer(api.PUT("/api/v1/me/calendar/shares", { body: { items } })));
export const useMake = (org: string) => useAct((body: Ask<"calendar.make">) => answer(api.POST("/api/v1/orgs/{org}/calendars", { params: { path: { org } }, body })));
export const useDrop = (org: string) => useAct((calendar: string) => answer(api.DELETE("/api/v1/orgs/{org}/calendars/{calendar}", { params: { path: { org, calendar } } })));
export const useImport = () => useAct((file: string) => answer(api.POST("/api/v1/me/calendar/file", { body: { file } })));
export const useLookAtFile = () => useMutation({ gcTime: 0, mutationFn: async (file: string) => ({ file, ...(await answer(api.POST("/api/v1/me/calendar/file/look", { body: { file } }))) }) });
export const useUndoImport = () => useAct((body: Ask<"calendar.import.undo">) => answer(api.POST("/api/v1/me/calendar/file/undo", { body })));
export const useAddFeed = () => useAct((body: Ask<"calendar.feed.add">) => answer(api.POST("/api/v1/me/calendar/feeds", { body })));
export const useSubscribe = () => useAct((body: Ask<"calendar.subscribe">) => answer(api.POST("/api/v1/me/calendar/subscriptions", { body })));
export const useUnsubscribe = () => useAct((subscription: string) => answer(api.DELETE("/api/v1/me/calendar/subscriptions/{subscription}", { params: { path: { subscription } } })));
export const useAskAgain = () => useAct((subscription: string) => answer(api.POST("/api/v1/me/calendar/subscriptions/{subscription}/again", { params: { path: { subscription } } })));
export const useFree = (org: string) => useMutation({ mutationFn: (body: Ask<"calendar.free">) => answer(api.POST("/api/v1/orgs/{org}/calendar/free", { params: { path: { org } }, body })) });

/** The file is asked for at this moment, and kept nowhere but where the browser puts it. */
export const useExport = () =>
  useMutation({
    gcTime: 0,
    mutationFn: async () => saveBlob("calendar.ics", new Blob([String(await answer(api.GET("/api/v1/me/calendar/file", { parseAs: "text" })))], { type: "text/calendar" })),
  });
export const useAddPhone = () => useAct((body: Ask<"calendar.device.add">) => answer(api.POST("/api/v1/me/calendar/devices", { body })));
