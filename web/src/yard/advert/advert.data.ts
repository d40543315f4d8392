import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { type Answer, type Ask, answer, api } from "@/api/client";

export type Advert = NonNullable<Answer<"advert.place">["advert"]>;
export type Campaign = Answer<"advert.list">["items"][number];
export type Partner = Answer<"partner.list">["items"][number];

const settingsKey = ["yard", "advert", "settings"];
const storeKey = ["yard", "advert", "store"];
const partnersKey = ["yard", "partners"];

export const advertSettingsQuery = queryOptions({
  queryKey: settingsKey,
  queryFn: ({ signal }) => answer(api.GET("/api/v1/me/adverts", { signal })),
  retry: false,
});

export function useSaveAdverts() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: Ask<"advert.settings.save">) => answer(api.PUT("/api/v1/me/adverts", { body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: ["yard", "advert"] }),
  });
}

/** No district is sent: what is not asked for cannot be passed on. */
export const placeQuery = (placement: string) =>
  queryOptions({
    queryKey: ["yard", "advert", "place", placement],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/adverts/place", { params: { query: { placement } }, signal })),
    refetchOnWindowFocus: false,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });

export function useSeen() {
  return useMutation({
    mutationFn: ({ id, mark }: Advert) =>
      answer(api.POST("/api/v1/adverts/{campaign}/seen", { params: { path: { campaign: id } }, body: { mark } })),
  });
}

export function useClick() {
  return useMutation({
    mutationFn: ({ id, mark }: Advert) =>
      answer(api.POST("/api/v1/adverts/{campaign}/click", { params: { path: { campaign: id } }, body: { mark } })),
  });
}

export const storeQuery = queryOptions({
  queryKey: storeKey,
  queryFn: ({ signal }) => answer(api.GET("/api/v1/adverts", { signal })),
  retry: false,
});

export function useAddAdvert() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: Ask<"advert.add">) => answer(api.POST("/api/v1/adverts", { body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: storeKey }),
  });
}

export function useEndAdvert() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (campaign: string) => answer(api.DELETE("/api/v1/adverts/{campaign}", { params: { path: { campaign } } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: storeKey }),
  });
}

export const reportQuery = (campaign: string) =>
  queryOptions({
    queryKey: [...storeKey, campaign],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/adverts/{campaign}/report", { params: { path: { campaign } }, signal })),
  });

export const partnersQuery = queryOptions({
  queryKey: partnersKey,
  queryFn: ({ signal }) => answer(api.GET("/api/v1/partners", { signal })),
  retry: false,
});

export function useAddPartner() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => answer(api.POST("/api/v1/partners", { body: { name } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: partnersKey }),
  });
}

export function useAgree(partner: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: Ask<"partner.agree">) =>
      answer(api.PUT("/api/v1/partners/{partner}/agreement", { params: { path: { partner } }, body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: partnersKey }),
  });
}

export function useFeed(partner: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (on: boolean) => answer(api.PUT("/api/v1/partners/{partner}/feed", { params: { path: { partner } }, body: { on } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: partnersKey }),
  });
}
