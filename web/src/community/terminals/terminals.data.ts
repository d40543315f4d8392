import { queryOptions } from "@tanstack/react-query";
import { type Answer, answer, api } from "@/api/client";
import { useActs } from "@/yard/acts";

export type AtDesk = Answer<"door.terminal.get">;
export type Mine = Answer<"home.terminals">["items"][number];
export type Place = Mine["places"][number];
export type Maker = NonNullable<Mine["maker"]>;

/** What goes in and out of a terminal is looked at while somebody watches. */
const WATCH_MS = 5_000;

const deskKey = (org: string, door: string) => ["community", "desk", org, "terminal", door];
const mineKey = (home: string) => ["community", "terminals", home];

export const deskTerminalQuery = (org: string, door: string) =>
  queryOptions({
    queryKey: deskKey(org, door),
    refetchInterval: WATCH_MS,
    queryFn: ({ signal }) => answer(api.GET("/api/v1/orgs/{org}/doors/{door}/terminal", { params: { path: { org, door } }, signal })),
  });

export const myTerminalsQuery = (home: string) =>
  queryOptions({
    queryKey: mineKey(home),
    queryFn: ({ signal }) => answer(api.GET("/api/v1/homes/{home}/terminals", { params: { path: { home } }, signal })),
    refetchInterval: ({ state }) => (state.data?.items.some(({ places }) => places.some((place) => place.ended_at && !place.gone_at)) ? WATCH_MS : false),
  });

export function useDeskTerminal(org: string, door: string) {
  const at = { params: { path: { org, door } } };
  const keys = [deskKey(org, door)];
  return {
    set: useActs(keys, (body: { maker: Maker; faces: boolean }) => answer(api.PUT("/api/v1/orgs/{org}/doors/{door}/terminal", { ...at, body }))),
    remove: useActs<void>(keys, () => answer(api.DELETE("/api/v1/orgs/{org}/doors/{door}/terminal", at))),
  };
}

/** To the photo going to one maker, by itself; and taking that back. */
export function useMaker(home: string, lang: string) {
  const keys = [mineKey(home), ["community", "face", home], ["yard", "data", "consents"]];
  const purpose = "door-face";
  return {
    agree: useActs(keys, async (recipient: string) => {
      const query: { lang: "zh-CN" | "en" } = { lang: lang.startsWith("zh") ? "zh-CN" : "en" };
      const { version } = await answer(api.GET("/api/v1/policy/asked", { params: { query } }));
      return answer(api.POST("/api/v1/consents", { body: { purpose, recipient, version, lang } }));
    }),
    withdraw: useActs(keys, (recipient: string) => answer(api.POST("/api/v1/consents/withdraw", { body: { purpose, recipient } }))),
  };
}
