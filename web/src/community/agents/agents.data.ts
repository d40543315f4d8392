import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { type Answer, answer, api } from "@/api/client";

export type DoorHealth = Answer<"door.agents">["items"][number];

const doorsKey = (org: string) => ["community", "desk", org, "doors"];

/** Asked for again while the page is looked at: an agent comes and goes by itself. */
export const doorsQuery = (org: string) =>
  queryOptions({
    queryKey: doorsKey(org),
    refetchInterval: 5_000,
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/orgs/{org}/doors/agents", { params: { path: { org } }, signal }))).items,
  });

/** What is done to doors; afterwards the list is asked for again. */
export function useDoors(org: string) {
  const cache = useQueryClient();
  const onSettled = () => cache.invalidateQueries({ queryKey: doorsKey(org) });
  const at = (door: string) => ({ params: { path: { org, door } } });
  return {
    pair: useMutation({ onSettled, mutationFn: ({ door, code }: { door: string; code: string }) => answer(api.POST("/api/v1/orgs/{org}/doors/{door}/agent", { ...at(door), body: { code } })) }),
    strike: useMutation({ onSettled, mutationFn: (door: string) => answer(api.DELETE("/api/v1/orgs/{org}/doors/{door}/agent", at(door))) }),
  };
}
