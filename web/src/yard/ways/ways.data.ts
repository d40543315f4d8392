import { queryOptions, useMutation } from "@tanstack/react-query";
import { type Answer, type Ask, answer, api } from "@/api/client";

export type Way = Answer<"house.ways">["items"][number];
export type Tested = Answer<"house.ways.test">;

/** How this house reaches people; keepers alone are told. */
export const waysQuery = queryOptions({
  queryKey: ["yard", "ways"],
  queryFn: ({ signal }) => answer(api.GET("/api/v1/house/ways", { signal })),
  // Right after the first day the house may be opening anew.
  retry: 5,
});

export function useTestWay() {
  return useMutation({ mutationFn: (body: Ask<"house.ways.test">) => answer(api.POST("/api/v1/house/ways/test", { body })) });
}
