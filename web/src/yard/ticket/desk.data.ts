import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { type Answer, type Ask, answer, api } from "@/api/client";

export type StaffRole = Ask<"staff.grant">["role"];
export type Behind = Answer<"ticket.person">;

const staffKey = ["yard", "staff"];

export const staffQuery = queryOptions({
  queryKey: staffKey,
  queryFn: ({ signal }) => answer(api.GET("/api/v1/desk/staff", { signal })),
});

export function useGrant() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: Ask<"staff.grant">) => answer(api.POST("/api/v1/desk/staff", { body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: staffKey }),
  });
}

export function useEndRole() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: Ask<"staff.end">) => answer(api.POST("/api/v1/desk/staff/end", { body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: staffKey }),
  });
}

export function useRecord() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: Ask<"ticket.record">) => answer(api.POST("/api/v1/desk/tickets/record", { body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: ["yard", "tickets"] }),
  });
}

export function useFollowUp() {
  return useMutation({ mutationFn: (body: Ask<"ticket.follow_up">) => answer(api.POST("/api/v1/desk/follow-ups", { body })) });
}

export function useCheck(ticket: string) {
  const params = { path: { ticket } };
  return useMutation({ mutationFn: (phone: string) => answer(api.POST("/api/v1/desk/tickets/{ticket}/check", { params, body: { phone } })) });
}

/** Compares the code, and shows whose account it is where there is one. */
export function useVerify(ticket: string) {
  const params = { path: { ticket } };
  return useMutation({
    mutationFn: async (body: Ask<"ticket.verify">): Promise<Behind | null> => {
      const { account } = await answer(api.POST("/api/v1/desk/tickets/{ticket}/verify", { params, body }));
      return account ? await answer(api.GET("/api/v1/desk/tickets/{ticket}/person", { params })) : null;
    },
  });
}

export function useDeskFreeze(ticket: string) {
  return useMutation({ mutationFn: () => answer(api.POST("/api/v1/desk/tickets/{ticket}/freeze", { params: { path: { ticket } } })) });
}
