import { queryOptions } from "@tanstack/react-query";
import { type Answer, type Ask, answer, api } from "@/api/client";

export type Machine = Answer<"attendance.machine.list">["items"][number];
export type MachineWish = Ask<"attendance.machine.make">;
export type MyMachine = Answer<"attendance.machine.mine">["items"][number];

const key = (org: string) => ["office", "attendance", org, "machines"];
const at = (org: string) => ({ params: { path: { org } } });
const of = (org: string, machine: string) => ({ params: { path: { org, machine } } });

export const machinesQuery = (org: string) =>
  queryOptions({ queryKey: key(org), queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/orgs/{org}/attendance/machines", { ...at(org), signal }))).items });

export const myMachinesQuery = (org: string) =>
  queryOptions({ queryKey: [...key(org), "mine"], queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/orgs/{org}/attendance/mine/machines", { ...at(org), signal }))).items });

/** Each look is logged: it is asked for when somebody wants to see it, and again once something was written down. */
export const numbersQuery = (org: string) =>
  queryOptions({
    queryKey: [...key(org), "numbers"],
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/orgs/{org}/attendance/machine-numbers", { ...at(org), signal }))).items,
  });

export const machineActs = (org: string) => ({
  make: (body: MachineWish) => answer(api.POST("/api/v1/orgs/{org}/attendance/machines", { ...at(org), body })),
  renew: ({ machine, days }: { machine: string; days: number }) => answer(api.POST("/api/v1/orgs/{org}/attendance/machines/{machine}/renew", { ...of(org, machine), body: { days } })),
  pair: (machine: string) => answer(api.POST("/api/v1/orgs/{org}/attendance/machines/{machine}/pair", of(org, machine))),
  end: (machine: string) => answer(api.DELETE("/api/v1/orgs/{org}/attendance/machines/{machine}", of(org, machine))),
  putNumber: ({ machine, person, number }: { machine: string | null; person: string; number: string | null }) =>
    answer(api.PUT("/api/v1/orgs/{org}/attendance/machine-numbers", { ...at(org), body: { machine, numbers: [{ person, number }] } })),
  agree: (machine: string) => answer(api.PUT("/api/v1/orgs/{org}/attendance/mine/machines/{machine}", of(org, machine))),
  refuse: (machine: string) => answer(api.DELETE("/api/v1/orgs/{org}/attendance/mine/machines/{machine}", of(org, machine))),
});
