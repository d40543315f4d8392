import { queryOptions, useMutation } from "@tanstack/react-query";
import { type Answer, type Ask, answer, api } from "@/api/client";

export type Code = Answer<"console.code">;

/** A code for this screen. */
export const useCode = () => useMutation({ gcTime: 0, mutationFn: () => answer(api.POST("/api/v1/console/codes")) });

/** How far it is; asked for as long as it waits. */
export const stateQuery = (code: Code) =>
  queryOptions({
    queryKey: ["yard", "console", code.code],
    queryFn: async ({ signal }) => (await answer(api.POST("/api/v1/console/look", { body: { code: code.code, secret: code.secret }, signal }))).state,
    refetchInterval: (query) => (query.state.error ? false : 2_000),
    retry: false,
    gcTime: 0,
  });

export const useEnter = () => useMutation({ gcTime: 0, mutationFn: (body: Ask<"console.enter">) => answer(api.POST("/api/v1/console/enter", { body })) });

export const useScan = (code: string) =>
  useMutation({ mutationFn: () => answer(api.POST("/api/v1/console/codes/{console}/scan", { params: { path: { console: code } } })) });

export const useChoose = (code: string) =>
  useMutation({ mutationFn: (org: string) => answer(api.POST("/api/v1/console/codes/{console}/choose", { params: { path: { console: code } }, body: { org } })) });

export const useSetPassword = () => useMutation({ mutationFn: (body: Ask<"console.password">) => answer(api.PUT("/api/v1/me/console-password", { body })) });
