import { queryOptions, useMutation } from "@tanstack/react-query";
import { type Answer, type Ask, answer, api } from "@/api/client";
import { useActs } from "@/yard/acts";

export type Of = Answer<"leave.mine">;
export type Balance = Of["balances"][number];
export type Entry = Of["entries"][number];
export type Kind = Answer<"leave.kind.list">["items"][number];
export type Arranged = Ask<"leave.kind.make">;
export type Deed = Ask<"leave.write">["deed"];

const key = (org: string) => ["office", "leave", org];
const at = (org: string) => ({ params: { path: { org } } });

export const mineQuery = (org: string) =>
  queryOptions({ queryKey: [...key(org), "mine"], queryFn: ({ signal }) => answer(api.GET("/api/v1/orgs/{org}/leave/mine", { ...at(org), signal })) });

export const kindsQuery = (org: string) =>
  queryOptions({ queryKey: [...key(org), "kinds"], queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/orgs/{org}/leave/kinds", { ...at(org), signal }))).items });

/** Each look is logged: it is asked for anew when something was written, and not each time the window is looked at. */
export const peopleQuery = (org: string, text: string, skip: number) =>
  queryOptions({
    queryKey: [...key(org), "people", text, skip],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => answer(api.GET("/api/v1/orgs/{org}/leave/people", { params: { path: { org }, query: { text, skip } }, signal })),
  });

export const personQuery = (org: string, person: string) =>
  queryOptions({
    queryKey: [...key(org), "person", person],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => answer(api.GET("/api/v1/orgs/{org}/leave/people/{person}", { params: { path: { org, person } }, signal })),
  });

/** Whatever changes something of an organisation's leave; afterwards what is shown of it is asked for again. */
export const useAct = <Wish, Done = unknown>(org: string, act: (wish: Wish) => Promise<Done>) => useActs([key(org)], act);

export const acts = (org: string) => ({
  giveBack: (leaveentry: string) => answer(api.POST("/api/v1/orgs/{org}/leave/mine/{leaveentry}/back", { params: { path: { org, leaveentry } } })),
  usual: (lang: string) => answer(api.POST("/api/v1/orgs/{org}/leave/kinds/usual", { ...at(org), body: { lang } })),
  makeKind: (body: Arranged) => answer(api.POST("/api/v1/orgs/{org}/leave/kinds", { ...at(org), body })),
  changeKind: ({ kind, body }: { kind: string; body: Arranged }) => answer(api.PUT("/api/v1/orgs/{org}/leave/kinds/{leavekind}", { params: { path: { org, leavekind: kind } }, body })),
  endKind: (leavekind: string) => answer(api.DELETE("/api/v1/orgs/{org}/leave/kinds/{leavekind}", { params: { path: { org, leavekind } } })),
  write: ({ person, deed, reason }: { person: string; deed: Deed; reason: string }) =>
    answer(api.POST("/api/v1/orgs/{org}/leave/people/{person}", { params: { path: { org, person } }, body: { deed, reason } })),
});

/** The balances of all as a sheet: it is taken, and nothing changes by that. */
export const useSheet = (org: string) =>
  useMutation({
    mutationFn: ({ form, lang }: { form: string; lang: string }) =>
      answer(api.GET("/api/v1/orgs/{org}/leave/sheet", { params: { path: { org }, query: { form, lang } }, parseAs: "blob" })) as Promise<unknown> as Promise<Blob>,
  });
