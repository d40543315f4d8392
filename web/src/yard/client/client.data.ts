import { queryOptions } from "@tanstack/react-query";
import { type Answer, answer, api } from "@/api/client";

export type Release = Answer<"release.get">;

const AGAIN_MS = 15 * 60_000;

/** Which version the house runs. Asked again now and then while somebody looks; a page that is not looked at asks nothing. */
export const releaseQuery = (lang: string) =>
  queryOptions({
    queryKey: ["yard", "release", lang],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/release", { params: { query: { lang } }, signal })),
    refetchInterval: AGAIN_MS,
    refetchIntervalInBackground: false,
    refetchOnWindowFocus: "always",
  });
