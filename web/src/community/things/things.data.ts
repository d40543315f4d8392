import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import { type Answer, type Ask, answer, api } from "@/api/client";
import type { Frame } from "@/api/stream";
import { useActs } from "@/yard/acts";

export type Device = Answer<"home.device.list">["items"][number];
export type Part = Device["parts"][number];
export type Command = Ask<"home.device.command">;
export type Entry = Answer<"home.device.log">["items"][number];
export type Credential = Answer<"home.device.bind">;
export type Plans = Answer<"home.plan.list">;
export type Step = Ask<"home.scene.add">["steps"][number];
export type When = Ask<"home.rule.add">["when"];

/** The devices of a home, or the equipment of a community. */
export type Where = { home: string } | { org: string };
export type At = { thing: string; part: string };

const keyOf = (where: Where, what: string) => ["community", "things", "home" in where ? where.home : where.org, what];
/** While the page is looked at: a hint may have been missed. */
const AGAIN_MS = 15_000;
/** Devices speak often; the house is asked at most once in this time. */
const CALM_MS = 400;

export const thingsQuery = (where: Where) =>
  queryOptions({
    queryKey: keyOf(where, "list"),
    refetchInterval: AGAIN_MS,
    queryFn: async ({ signal }): Promise<{ items: Device[]; watched_since?: string | null; has_cloud?: boolean }> =>
      "home" in where
        ? await answer(api.GET("/api/v1/homes/{home}/devices", { params: { path: where }, signal }))
        : await answer(api.GET("/api/v1/orgs/{org}/equipment", { params: { path: where }, signal })),
  });

export const thingsLogQuery = (where: Where) =>
  queryOptions({
    queryKey: keyOf(where, "log"),
    queryFn: async ({ signal }) =>
      "home" in where
        ? (await answer(api.GET("/api/v1/homes/{home}/devices/log", { params: { path: where }, signal }))).items
        : (await answer(api.GET("/api/v1/orgs/{org}/equipment/log", { params: { path: where }, signal }))).items,
  });

export const plansQuery = (home: string) =>
  queryOptions({ queryKey: keyOf({ home }, "plans"), queryFn: ({ signal }) => answer(api.GET("/api/v1/homes/{home}/plans", { params: { path: { home } }, signal })) });

/** What a hint of a device does: the house is asked again, not for each word of a device that says many. `id`: the home, or the organisation. */
export function useFreshen(id: string): (frame: Frame) => void {
  const cache = useQueryClient();
  const timer = useRef<number>(undefined);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  return useCallback(
    ({ body }: Frame) => {
      if ((body["home"] ?? body["org"]) !== id || timer.current !== undefined) return;
      timer.current = window.setTimeout(() => {
        timer.current = undefined;
        void cache.invalidateQueries({ queryKey: ["community", "things", id] });
      }, CALM_MS);
    },
    [cache, id],
  );
}

/** What is done to devices and equipment alike. */
export function useThings(where: Where) {
  const keys = [keyOf(where, "list"), keyOf(where, "log")];
  return {
    command: useActs([keyOf(where, "log")], ({ thing, part, command }: At & { command: Command }) =>
      "home" in where
        ? answer(api.POST("/api/v1/homes/{home}/devices/{thing}/parts/{part}", { params: { path: { ...where, thing, part } }, body: command }))
        : answer(api.POST("/api/v1/orgs/{org}/equipment/{thing}/parts/{part}", { params: { path: { ...where, thing, part } }, body: command })),
    ),
    invite: useActs([], (name: string) =>
      "home" in where
        ? answer(api.POST("/api/v1/homes/{home}/devices", { params: { path: where }, body: { name } }))
        : answer(api.POST("/api/v1/orgs/{org}/equipment", { params: { path: where }, body: { name } })),
    ),
    bind: useActs(keys, (body: Ask<"home.device.bind">) => answer(api.POST("/api/v1/devices/bind", { body }))),
    remove: useActs(keys, (thing: string) =>
      "home" in where
        ? answer(api.DELETE("/api/v1/homes/{home}/devices/{thing}", { params: { path: { ...where, thing } } }))
        : answer(api.DELETE("/api/v1/orgs/{org}/equipment/{thing}", { params: { path: { ...where, thing } } })),
    ),
  };
}

/** What only those of a home do. */
export function useHome(home: string) {
  const plans = [keyOf({ home }, "plans")];
  const log = keyOf({ home }, "log");
  return {
    code: useActs([log], ({ thing, part, hours }: At & { hours: number }) =>
      answer(api.POST("/api/v1/homes/{home}/devices/{thing}/parts/{part}/codes", { params: { path: { home, thing, part } }, body: { hours } })),
    ),
    cloud: useActs([], (name: string) => answer(api.POST("/api/v1/homes/{home}/devices/cloud", { params: { path: { home } }, body: { name } }))),
    setCamera: useActs([keyOf({ home }, "list")], ({ thing, address }: { thing: string; address: string }) =>
      answer(api.PUT("/api/v1/homes/{home}/devices/{thing}/camera", { params: { path: { home, thing } }, body: { address } })),
    ),
    dropCamera: useActs([keyOf({ home }, "list")], (thing: string) => answer(api.DELETE("/api/v1/homes/{home}/devices/{thing}/camera", { params: { path: { home, thing } } }))),
    watch: useActs([keyOf({ home }, "list"), log], (on: boolean) => answer(api.PUT("/api/v1/homes/{home}/devices/watch", { params: { path: { home } }, body: { on } }))),
    addScene: useActs(plans, (body: Ask<"home.scene.add">) => answer(api.POST("/api/v1/homes/{home}/scenes", { params: { path: { home } }, body }))),
    play: useActs([log], (scene: string) => answer(api.POST("/api/v1/homes/{home}/scenes/{scene}/play", { params: { path: { home, scene } } }))),
    removeScene: useActs(plans, (scene: string) => answer(api.DELETE("/api/v1/homes/{home}/scenes/{scene}", { params: { path: { home, scene } } }))),
    addRule: useActs(plans, (body: Ask<"home.rule.add">) => answer(api.POST("/api/v1/homes/{home}/rules", { params: { path: { home } }, body }))),
    switchRule: useActs(plans, ({ rule, on }: { rule: string; on: boolean }) => answer(api.PUT("/api/v1/homes/{home}/rules/{rule}", { params: { path: { home, rule } }, body: { on } }))),
    removeRule: useActs(plans, (rule: string) => answer(api.DELETE("/api/v1/homes/{home}/rules/{rule}", { params: { path: { home, rule } } }))),
  };
}

/** What a maker's page gave makes the link; the query of the page names its home. */
export const useLinked = () => useActs([["community", "things"]], (body: Ask<"home.device.cloud.link">) => answer(api.POST("/api/v1/devices/cloud", { body })));
