import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { fromBase64 } from "@/api/base64";
import { type Answer, type Ask, answer, api } from "@/api/client";

export type Definition = Answer<"approval.form.get">["definition"];
export type Field = Definition["fields"][number];
export type Kind = Field["kind"];
export type Step = Definition["steps"][number];
export type Decide = Extract<Step, { kind: "decide" }>;
export type Who = Decide["who"][number];
export type Test = NonNullable<Field["when"]>[number];
export type Flaw = Answer<"approval.form.get">["flaws"][number];
export type Case = Answer<"approval.case.get">;
export type Item = Answer<"approval.cases">["items"][number];
export type Tried = Answer<"approval.check">;
export type Mistake = Tried["mistakes"][number];
export type Settings = Answer<"approval.settings">["settings"];
export type Which = "to_me" | "mine" | "copied" | "done";
export type Values = Record<string, unknown>;
export type Chosen = Record<string, string[]>;
export type Deed = Ask<"approval.decide">["deed"];
export type Template = NonNullable<Ask<"approval.form.add">["template"]>;

const key = (org: string, ...more: string[]) => ["office", "approval", org, ...more];
const path = (org: string) => ({ params: { path: { org } } });

export const formsQuery = (org: string) =>
  queryOptions({ queryKey: key(org, "forms"), queryFn: ({ signal }) => answer(api.GET("/api/v1/orgs/{org}/approvals/forms", { ...path(org), signal })) });

export const formQuery = (org: string, form: string) =>
  queryOptions({
    queryKey: key(org, "form", form),
    queryFn: ({ signal }) => answer(api.GET("/api/v1/orgs/{org}/approvals/forms/{form}", { params: { path: { org, form } }, signal })),
    staleTime: 0,
  });

export const casesQuery = (org: string, which: Which, text: string) =>
  infiniteQueryOptions({
    queryKey: key(org, "cases", which, text),
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      answer(api.GET("/api/v1/orgs/{org}/approvals", { params: { path: { org }, query: { which, text, ...(pageParam ? { before: pageParam } : {}) } }, signal })),
    getNextPageParam: ({ next }) => next ?? undefined,
  });

export const caseQuery = (org: string, id: string) =>
  queryOptions({ queryKey: key(org, "case", id), queryFn: ({ signal }) => answer(api.GET("/api/v1/orgs/{org}/approvals/{case}", { params: { path: { org, case: id } }, signal })) });

export const proofQuery = (org: string, id: string) =>
  queryOptions({
    queryKey: key(org, "proof", id),
    queryFn: ({ signal }) => answer(api.GET("/api/v1/orgs/{org}/approvals/{case}/proof", { params: { path: { org, case: id } }, signal })),
    staleTime: 0,
    gcTime: 0,
  });

export const deskQuery = (org: string) =>
  queryOptions({ queryKey: key(org, "desk"), queryFn: ({ signal }) => answer(api.GET("/api/v1/orgs/{org}/approval-forms", { ...path(org), signal })) });

export const drawnQuery = (org: string, form: string) =>
  queryOptions({
    queryKey: key(org, "drawn", form),
    queryFn: ({ signal }) => answer(api.GET("/api/v1/orgs/{org}/approval-forms/{form}", { params: { path: { org, form } }, signal })),
    staleTime: 0,
    refetchOnWindowFocus: false,
  });

export const numbersQuery = (org: string, form: string) =>
  queryOptions({
    queryKey: key(org, "numbers", form),
    queryFn: ({ signal }) => answer(api.GET("/api/v1/orgs/{org}/approval-forms/{form}/statistics", { params: { path: { org, form } }, signal })),
  });

export const settingsQuery = (org: string) =>
  queryOptions({ queryKey: key(org, "settings"), queryFn: ({ signal }) => answer(api.GET("/api/v1/orgs/{org}/approval-settings", { ...path(org), signal })) });

export const absenceQuery = (org: string) =>
  queryOptions({ queryKey: key(org, "absence"), queryFn: ({ signal }) => answer(api.GET("/api/v1/orgs/{org}/approval-absence", { ...path(org), signal })) });

export const departmentsQuery = (org: string) =>
  queryOptions({ queryKey: key(org, "departments"), queryFn: ({ signal }) => answer(api.GET("/api/v1/orgs/{org}/departments", { ...path(org), signal })) });

/** Members whose name has these words. */
export const peopleQuery = (org: string, text: string) =>
  queryOptions({
    queryKey: key(org, "people", text),
    queryFn: ({ signal }) => answer(api.GET("/api/v1/orgs/{org}/directory", { params: { path: { org }, query: { text, limit: 20 } }, signal })),
    staleTime: 60_000,
  });

/** Whatever changes something; afterwards all of the organisation's approvals are asked for again. */
function useAct<Wish, Done>(org: string, act: (wish: Wish) => Promise<Done>) {
  const cache = useQueryClient();
  return useMutation({ mutationFn: act, onSettled: () => cache.invalidateQueries({ queryKey: key(org) }) });
}

export function useAsking(org: string) {
  return {
    check: useMutation({
      mutationFn: ({ form, ...body }: Ask<"approval.check"> & { form: string }) =>
        answer(api.POST("/api/v1/orgs/{org}/approvals/forms/{form}/check", { params: { path: { org, form } }, body })),
    }),
    ask: useAct(org, (body: Ask<"approval.ask">) => answer(api.POST("/api/v1/orgs/{org}/approvals", { ...path(org), body }))),
    upload: useMutation({
      mutationFn: (file: Blob) =>
        answer(api.POST("/api/v1/orgs/{org}/approval-files", { ...path(org), body: file as never, bodySerializer: (body) => body as never, headers: { "Content-Type": file.type } })),
    }),
  };
}

export function useCase(org: string, id: string) {
  const at = { params: { path: { org, case: id } } };
  return {
    decide: useAct(org, (body: Ask<"approval.decide">) => answer(api.POST("/api/v1/orgs/{org}/approvals/{case}/decide", { ...at, body }))),
    check: useMutation({
      mutationFn: (body: Ask<"approval.check_again">) => answer(api.POST("/api/v1/orgs/{org}/approvals/{case}/check", { ...at, body })),
    }),
    again: useAct(org, (body: Ask<"approval.ask_again">) => answer(api.POST("/api/v1/orgs/{org}/approvals/{case}/again", { ...at, body }))),
    withdraw: useAct(org, (opinion: string) => answer(api.POST("/api/v1/orgs/{org}/approvals/{case}/withdraw", { ...at, body: { opinion } }))),
    change: useAct(org, (body: Ask<"approval.change">) => answer(api.POST("/api/v1/orgs/{org}/approvals/{case}/change", { ...at, body }))),
    say: useAct(org, (opinion: string) => answer(api.POST("/api/v1/orgs/{org}/approvals/{case}/say", { ...at, body: { opinion } }))),
    reveal: useAct(org, (body: Ask<"approval.reveal">) => answer(api.POST("/api/v1/orgs/{org}/approvals/{case}/reveal", { ...at, body }))),
  };
}

/** A decision from a list, on any case of it. */
export const useDecide = (org: string) =>
  useAct(org, ({ id, ...body }: Ask<"approval.decide"> & { id: string }) => answer(api.POST("/api/v1/orgs/{org}/approvals/{case}/decide", { params: { path: { org, case: id } }, body })));

/** A file of a case as the browser can show it. */
export async function fetchFile(org: string, id: string, file: string): Promise<Blob> {
  const { media_type, base64 } = await answer(api.GET("/api/v1/orgs/{org}/approvals/{case}/files/{attachment}", { params: { path: { org, case: id, attachment: file } } }));
  return new Blob([fromBase64(base64)], { type: media_type });
}

export function useDesk(org: string) {
  const at = (form: string) => ({ params: { path: { org, form } } });
  return {
    add: useAct(org, (template: Template) => answer(api.POST("/api/v1/orgs/{org}/approval-forms", { ...path(org), body: { template } }))),
    draw: useMutation({
      mutationFn: ({ form, ...body }: Ask<"approval.form.draw"> & { form: string }) => answer(api.PUT("/api/v1/orgs/{org}/approval-forms/{form}", { ...at(form), body })),
    }),
    publish: useAct(org, ({ form, stamp }: { form: string; stamp: number }) => answer(api.POST("/api/v1/orgs/{org}/approval-forms/{form}/publish", { ...at(form), body: { stamp } }))),
    rest: useAct(org, ({ form, ...body }: Ask<"approval.form.rest"> & { form: string }) => answer(api.POST("/api/v1/orgs/{org}/approval-forms/{form}/rest", { ...at(form), body }))),
    simulate: useMutation({
      mutationFn: ({ form, ...body }: Ask<"approval.form.simulate"> & { form: string }) => answer(api.POST("/api/v1/orgs/{org}/approval-forms/{form}/simulate", { ...at(form), body })),
    }),
    exported: useMutation({ mutationFn: (form: string) => answer(api.GET("/api/v1/orgs/{org}/approval-forms/{form}/export", at(form))), gcTime: 0 }),
    settle: useAct(org, (body: Ask<"approval.settings.put">) => answer(api.PUT("/api/v1/orgs/{org}/approval-settings", { ...path(org), body }))),
    handOver: useAct(org, (body: Ask<"approval.hand_over">) => answer(api.POST("/api/v1/orgs/{org}/approval-handover", { ...path(org), body }))),
    away: useAct(org, (body: Ask<"approval.away">) => answer(api.PUT("/api/v1/orgs/{org}/approval-absence", { ...path(org), body }))),
  };
}
