/** The connections by which directories name people of an organisation. */
import { queryOptions } from "@tanstack/react-query";
import { type Answer, type Ask, answer, api } from "@/api/client";
import { useActs } from "@/yard/acts";

export type Connection = Answer<"org.scim.list">["items"][number];
export type ConnectionToken = Answer<"org.scim.connect">;

const at = (org: string) => ({ params: { path: { org } } });
const one = (org: string, scim: string) => ({ params: { path: { org, scim } } });

/** Asked again while it is looked at: whoever fills in a directory waits for it to come. */
export const connectionsQuery = (org: string) =>
  queryOptions({
    queryKey: ["yard", "org", org, "scim"],
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/orgs/{org}/scim", { ...at(org), signal }))).items,
    refetchInterval: 30_000,
  });

export const useConnect = (org: string) =>
  useActs([connectionsQuery(org).queryKey], (body: Ask<"org.scim.connect">) => answer(api.POST("/api/v1/orgs/{org}/scim", { ...at(org), body })));

export const useRenewConnection = (org: string, scim: string) =>
  useActs([connectionsQuery(org).queryKey], (days: number) => answer(api.POST("/api/v1/orgs/{org}/scim/{scim}/renew", { ...one(org, scim), body: { days } })));

/** What it brought is taken back with it: whatever hangs on the organisation is asked for again. */
export const useEndConnection = (org: string) =>
  useActs([["yard", "org", org]], ({ id }: Pick<Connection, "id" | "name">) => answer(api.DELETE("/api/v1/orgs/{org}/scim/{scim}", one(org, id))));
