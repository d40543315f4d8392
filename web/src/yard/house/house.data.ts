import { queryOptions } from "@tanstack/react-query";
import { type Answer, answer, api } from "@/api/client";

export type House = Answer<"house.about">;

export const houseQuery = queryOptions({
  queryKey: ["yard", "house"],
  queryFn: ({ signal }) => answer(api.GET("/api/v1/house", { signal })),
  staleTime: 5 * 60_000,
});
