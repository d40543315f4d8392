import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { type Answer, type Ask, answer, api } from "@/api/client";

export type Task = Answer<"task.list">["items"][number];
export type TaskWish = Ask<"task.add">;

/** What a colleague ticks off is seen without a hint. */
const AGAIN_MS = 30_000;

export const tasksQuery = queryOptions({
  queryKey: ["office", "tasks"],
  refetchInterval: AGAIN_MS,
  queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/me/tasks", { signal }))).items,
});

function useAct<Wish, Done>(act: (wish: Wish) => Promise<Done>) {
  const cache = useQueryClient();
  return useMutation({ mutationFn: act, onSettled: () => cache.invalidateQueries(tasksQuery) });
}

export const useAddTask = () => useAct((body: TaskWish) => answer(api.POST("/api/v1/me/tasks", { body })));
export const useChangeTask = (task: string) => useAct((body: TaskWish) => answer(api.PUT("/api/v1/me/tasks/{task}", { params: { path: { task } }, body })));
export const useRemoveTask = () => useAct((task: string) => answer(api.DELETE("/api/v1/me/tasks/{task}", { params: { path: { task } } })));
export const useTick = () =>
  useAct(({ task, steps, seen }: { task: string; steps: Task["steps"]; seen: Task["steps"] }) => answer(api.PUT("/api/v1/me/tasks/{task}/steps", { params: { path: { task } }, body: { steps, seen } })));
export const useDone = () => useAct(({ task, done }: { task: string; done: boolean }) => answer(api.PUT("/api/v1/me/tasks/{task}/done", { params: { path: { task } }, body: { done } })));
