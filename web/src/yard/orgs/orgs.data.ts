import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { type Answer, type Ask, answer, api } from "@/api/client";
import { meQuery } from "../me/me.data";

export type Member = Answer<"org.members">["items"][number];
export type Role = Member["role"];

/** What hangs on the organisation lies under its key, so that it is asked for again with it. */
export const orgQuery = (org: string) =>
  queryOptions({
    queryKey: ["yard", "org", org],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/orgs/{org}", { params: { path: { org } }, signal })),
  });

export const membersQuery = (org: string) =>
  queryOptions({
    queryKey: ["yard", "org", org, "members"],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/orgs/{org}/members", { params: { path: { org } }, signal })),
  });

export const departmentsQuery = (org: string) =>
  queryOptions({
    queryKey: ["yard", "org", org, "departments"],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/orgs/{org}/departments", { params: { path: { org } }, signal })),
  });

/** What organisations have asked me to join. */
export const invitationsQuery = queryOptions({
  queryKey: ["yard", "invitations"],
  queryFn: ({ signal }) => answer(api.GET("/api/v1/me/invitations", { signal })),
  refetchInterval: 60_000,
});

export function useCreateOrg() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: Ask<"org.create">) => answer(api.POST("/api/v1/orgs", { body })),
    onSuccess: () => cache.invalidateQueries(meQuery),
  });
}

export function useInvite(org: string) {
  return useMutation({
    mutationFn: (body: Ask<"org.invite">) => answer(api.POST("/api/v1/orgs/{org}/invitations", { params: { path: { org } }, body })),
  });
}

export function useCreateDepartment(org: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: Ask<"org.department.create">) =>
      answer(api.POST("/api/v1/orgs/{org}/departments", { params: { path: { org } }, body })),
    onSuccess: () => cache.invalidateQueries(orgQuery(org)),
  });
}

export function useUpdateMember(org: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ person, change }: { person: string; change: Ask<"org.member.update"> }) =>
      answer(api.PUT("/api/v1/orgs/{org}/members/{person}", { params: { path: { org, person } }, body: change })),
    onSuccess: () => cache.invalidateQueries(orgQuery(org)),
  });
}

export function useRemoveMember(org: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (person: string) => answer(api.DELETE("/api/v1/orgs/{org}/members/{person}", { params: { path: { org, person } } })),
    onSuccess: () => cache.invalidateQueries(orgQuery(org)),
  });
}

/** Accepts or declines an invitation. */
export function useAnswerInvitation() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ id, accept }: { id: string; accept: boolean }) => {
      const params = { path: { invitation: id } };
      return accept
        ? answer(api.POST("/api/v1/invitations/{invitation}/accept", { params }))
        : answer(api.POST("/api/v1/invitations/{invitation}/decline", { params }));
    },
    onSuccess: async () => {
      await cache.invalidateQueries(invitationsQuery);
      await cache.invalidateQueries(meQuery);
    },
  });
}
