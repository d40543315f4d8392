import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "@/api/client";

/** What would have been sent by SMS and mail; answered only by a house that runs with --dev. */
export const outboxQuery = queryOptions({
  queryKey: ["yard", "outbox"],
  queryFn: ({ signal }) => answer(api.GET("/dev/outbox", { signal })),
  refetchInterval: 2_000,
  staleTime: 0,
});
