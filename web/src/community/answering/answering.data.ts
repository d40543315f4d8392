import { queryOptions } from "@tanstack/react-query";
import { type Answer, type Ask, answer, api } from "@/api/client";
import { useActs } from "@/yard/acts";
import { doorCallsQuery } from "@/community/intercom/intercom.data";

export type Kept = Answer<"station.keeping">;

const keepingKey = (org: string) => ["community", "desk", org, "keeping"];

export const keepingQuery = (org: string) =>
  queryOptions({ queryKey: keepingKey(org), queryFn: ({ signal }) => answer(api.GET("/api/v1/orgs/{org}/stations/keeping", { params: { path: { org } }, signal })) });

export const useKeep = (org: string) =>
  useActs([keepingKey(org)], (body: Ask<"station.keep">) => answer(api.PUT("/api/v1/orgs/{org}/stations/keeping", { params: { path: { org } }, body })));

const at = (intercom: string) => ({ params: { path: { intercom } } });

/** What was left in a call, as the page plays it; it is given back with `URL.revokeObjectURL`. */
export async function leftIn(call: string, what: "message" | "picture"): Promise<string> {
  const left = await answer(what === "message" ? api.GET("/api/v1/intercom/{intercom}/message", at(call)) : api.GET("/api/v1/intercom/{intercom}/picture", at(call)));
  const bytes = Uint8Array.from(atob(left.file), (sign) => sign.charCodeAt(0));
  return URL.createObjectURL(new Blob([bytes], { type: left.kind }));
}

export const useForget = () => useActs([doorCallsQuery.queryKey], (call: string) => answer(api.DELETE("/api/v1/intercom/{intercom}/message", at(call))));
