import { queryOptions, useMutation } from "@tanstack/react-query";
import { type Answer, answer, api } from "@/api/client";
import type { Proof } from "../identity/identity.data";

export type Closed = Answer<"me.close">;

export const closingQuery = queryOptions({
  queryKey: ["yard", "closing"],
  queryFn: ({ signal }) => answer(api.GET("/api/v1/me/close", { signal })),
});

export function useClose() {
  return useMutation({ mutationFn: (proof: Proof) => answer(api.POST("/api/v1/me/close", { body: { proof } })) });
}
