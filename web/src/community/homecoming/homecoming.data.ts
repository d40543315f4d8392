import { queryOptions } from "@tanstack/react-query";
import { type Answer, answer, api } from "@/api/client";
import { useActs } from "@/yard/acts";

export type Ward = Answer<"homecoming.get">["wards"][number];

const key = (home: string) => ["community", "homecoming", home];

export const homecomingQuery = (home: string) =>
  queryOptions({ queryKey: key(home), retry: false, queryFn: ({ signal }) => answer(api.GET("/api/v1/homes/{home}/homecoming", { params: { path: { home } }, signal })) });

export const useHomecoming = (home: string) =>
  useActs([key(home)], ({ resident, on }: { resident: string; on: boolean }) =>
    answer(api.PUT("/api/v1/homes/{home}/homecoming/{resident}", { params: { path: { home, resident } }, body: { on } })),
  );
