import { queryOptions, useMutation } from "@tanstack/react-query";
import { type Answer, answer, api } from "@/api/client";
import { useActs } from "@/yard/acts";
import { saveBlob } from "@/yard/rights/file";

export type Invited = Answer<"invited.look">;
const key = (token: string) => ["invited", token];

/** What somebody outside is invited to, by the link of his mail. */
export const invitedQuery = (token: string) =>
  queryOptions({ queryKey: key(token), gcTime: 0, retry: false, queryFn: () => answer(api.POST("/api/v1/invited/look", { body: { token } })) });

/** An answer is to what was shown: where it changed since, it is refused. */
export const useSay = (token: string) =>
  useActs([key(token)], (said: { sequence: number; reply: Invited["reply"]; proposed?: string }) => answer(api.POST("/api/v1/invited/answer", { body: { token, ...said } })));

export const useForget = (token: string) => useMutation({ gcTime: 0, mutationFn: () => answer(api.POST("/api/v1/invited/forget", { body: { token } })) });

export const useFile = (token: string) =>
  useMutation({
    gcTime: 0,
    mutationFn: async () => saveBlob("invitation.ics", new Blob([String(await answer(api.POST("/api/v1/invited/calendar", { body: { token }, parseAs: "text" })))], { type: "text/calendar" })),
  });
