import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { type Answer, type Ask, answer, api } from "@/api/client";

export type CaseBrief = Answer<"disclosure.list">["items"][number];
export type Case = Answer<"disclosure.read">;
export type Grounds = Answer<"disclosure.grounds">;
export type OpenWish = Ask<"disclosure.open">;
export type MyCase = Answer<"disclosure.mine">["items"][number];
export type Wish = Answer<"me.after">["wish"];
export type SuccessionWish = Ask<"succession.announce">;
export type Recall = Answer<"recall.list">["items"][number];

const key = ["yard", "disclosure"];

export const casesQuery = queryOptions({
  queryKey: [...key, "list"],
  queryFn: ({ signal }) => answer(api.GET("/api/v1/desk/disclosures", { signal })),
});

export const groundsQuery = (lang: string) =>
  queryOptions({
    queryKey: [...key, "grounds", lang],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/desk/disclosures/grounds", { params: { query: { lang } }, signal })),
  });

/** Opens what stands in a case, so it is not asked for again by itself. */
export const caseQuery = (disclosure: string) =>
  queryOptions({
    queryKey: [...key, disclosure],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/desk/disclosures/{disclosure}", { params: { path: { disclosure } }, signal })),
    refetchOnWindowFocus: false,
  });

function useFresh() {
  const cache = useQueryClient();
  return () => cache.invalidateQueries({ queryKey: key });
}

export function useOpenCase() {
  const onSuccess = useFresh();
  return useMutation({ mutationFn: (body: OpenWish) => answer(api.POST("/api/v1/desk/disclosures", { body })), onSuccess });
}

/** The steps of a case, each by its own press. */
export function useCase(disclosure: string) {
  const onSuccess = useFresh();
  const params = { path: { disclosure } };
  const paper = useMutation({
    mutationFn: (content: string) => answer(api.POST("/api/v1/desk/disclosures/{disclosure}/papers", { params, body: { content } })),
    onSuccess,
  });
  const review = useMutation({
    mutationFn: (approve: boolean) => answer(api.POST("/api/v1/desk/disclosures/{disclosure}/review", { params, body: { approve } })),
    onSuccess,
  });
  const release = useMutation({
    mutationFn: () => answer(api.POST("/api/v1/desk/disclosures/{disclosure}/release", { params })),
    onSuccess,
  });
  const take = useMutation({ mutationFn: () => answer(api.GET("/api/v1/desk/disclosures/{disclosure}/release", { params })) });
  const close = useMutation({
    mutationFn: (body: Ask<"disclosure.close">) => answer(api.POST("/api/v1/desk/disclosures/{disclosure}/close", { params, body })),
    onSuccess,
  });
  const erase = useMutation({
    mutationFn: () => answer(api.POST("/api/v1/desk/disclosures/{disclosure}/erase", { params })),
    onSuccess,
  });
  const correct = useMutation({
    mutationFn: (body: Ask<"disclosure.correct">) => answer(api.POST("/api/v1/desk/disclosures/{disclosure}/correct", { params, body })),
    onSuccess,
  });
  return { paper, review, release, take, close, erase, correct };
}

export const myCasesQuery = queryOptions({
  queryKey: [...key, "mine"],
  queryFn: ({ signal }) => answer(api.GET("/api/v1/me/disclosures", { signal })),
});

export function useAgreeToCase() {
  const onSuccess = useFresh();
  return useMutation({
    mutationFn: (disclosure: string) => answer(api.POST("/api/v1/me/disclosures/{disclosure}/agree", { params: { path: { disclosure } } })),
    onSuccess,
  });
}

export const afterMeQuery = queryOptions({
  queryKey: [...key, "after"],
  queryFn: ({ signal }) => answer(api.GET("/api/v1/me/after", { signal })),
});

export function useAfterMe() {
  const onSuccess = useFresh();
  return useMutation({ mutationFn: (wish: Wish) => answer(api.PUT("/api/v1/me/after", { body: { wish } })), onSuccess });
}

export const successionQuery = queryOptions({
  queryKey: [...key, "succession"],
  queryFn: ({ signal }) => answer(api.GET("/api/v1/desk/succession", { signal })),
});

export function useSuccession() {
  const onSuccess = useFresh();
  const announce = useMutation({ mutationFn: (body: SuccessionWish) => answer(api.POST("/api/v1/desk/succession", { body })), onSuccess });
  const callOff = useMutation({ mutationFn: () => answer(api.DELETE("/api/v1/desk/succession")), onSuccess });
  return { announce, callOff };
}

export const recallsQuery = queryOptions({
  queryKey: [...key, "recalls"],
  queryFn: ({ signal }) => answer(api.GET("/api/v1/desk/recalls", { signal })),
});

export function useAcknowledge() {
  const onSuccess = useFresh();
  return useMutation({
    mutationFn: ({ recall, reference }: { recall: string; reference: string }) =>
      answer(api.POST("/api/v1/desk/recalls/{recall}/acknowledge", { params: { path: { recall } }, body: { reference } })),
    onSuccess,
  });
}
