import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type Answer, type Ask, answer, api } from "@/api/client";
import type { Proof } from "../identity/identity.data";
import type { Archive } from "../moving/moving.data";

export type OrgLooked = Answer<"org.archive.look">;

export function useOrgArchive(org: string) {
  return useMutation({
    mutationFn: (proof: Proof) => answer(api.POST("/api/v1/orgs/{org}/archive", { params: { path: { org } }, body: { proof } })),
  });
}

export function useLookAtOrg(org: string) {
  return useMutation({
    mutationFn: (archive: Archive) => answer(api.POST("/api/v1/orgs/{org}/archive/look", { params: { path: { org } }, body: { archive } })),
  });
}

export function useTakeOrg(org: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: Ask<"org.archive.take">) => answer(api.POST("/api/v1/orgs/{org}/archive/take", { params: { path: { org } }, body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: ["yard", "org", org] }),
  });
}
