import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { type Answer, type Ask, answer, api } from "@/api/client";
import { freshProof } from "../sign/sign.data";
import "./words";

export type Ticket = Answer<"ticket.read">;
export type TicketMade = Answer<"ticket.write">;
export type TicketKind = Ask<"ticket.write">["kind"];

const mineKey = ["yard", "tickets", "mine"];
const deskKey = ["yard", "tickets", "desk"];

/** Writes; whoever is not signed in proves a little work first. */
export function useWriteTicket(signedIn: boolean) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (body: Ask<"ticket.write">) => {
      const whole = signedIn ? body : { ...body, proof: await freshProof() };
      return await answer(api.POST("/api/v1/tickets", { body: whole }));
    },
    onSuccess: () => cache.invalidateQueries({ queryKey: mineKey }),
  });
}

export function useLookTicket() {
  return useMutation({ mutationFn: (body: Ask<"ticket.look">) => answer(api.POST("/api/v1/tickets/look", { body })) });
}

export const myTicketsQuery = queryOptions({
  queryKey: mineKey,
  queryFn: ({ signal }) => answer(api.GET("/api/v1/me/tickets", { signal })),
});

export const myTicketQuery = (ticket: string) =>
  queryOptions({
    queryKey: [...mineKey, ticket],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/me/tickets/{ticket}", { params: { path: { ticket } }, signal })),
  });

export function useReplyTicket(ticket: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (text: string) => answer(api.POST("/api/v1/me/tickets/{ticket}/reply", { params: { path: { ticket } }, body: { text } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: mineKey }),
  });
}

export const queueQuery = queryOptions({
  queryKey: deskKey,
  queryFn: ({ signal }) => answer(api.GET("/api/v1/desk/tickets", { signal })),
});

/** Opening is an act that its writer can see: it is done on a press, never by itself. */
export function useOpenTicket() {
  return useMutation({
    mutationFn: (ticket: string) => answer(api.GET("/api/v1/desk/tickets/{ticket}", { params: { path: { ticket } } })),
  });
}

export function useAnswerTicket(ticket: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: Ask<"ticket.answer">) =>
      answer(api.POST("/api/v1/desk/tickets/{ticket}/answer", { params: { path: { ticket } }, body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: deskKey }),
  });
}

/** Takes down the message that was reported; where the doorplate has no conversations, no ticket is of that kind. */
export function useTakeDown(ticket: string) {
  return useMutation({ mutationFn: async () => void (await answer(api.POST("/api/v1/desk/tickets/{ticket}/take-down", { params: { path: { ticket } } }))) });
}

/** Bytes as they are; the server looks at what they are. */
export function useAttach(ticket: string, desk: boolean) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: Blob) => {
      const wish = { params: { path: { ticket } }, body, bodySerializer: (bytes: unknown) => bytes as Blob, headers: { "Content-Type": body.type } };
      return answer(desk ? api.POST("/api/v1/desk/tickets/{ticket}/files", wish) : api.POST("/api/v1/me/tickets/{ticket}/files", wish));
    },
    onSuccess: () => cache.invalidateQueries({ queryKey: desk ? deskKey : mineKey }),
  });
}

/** Opened on a press: at the desk whoever sent it can see that. */
export function useTicketFile(ticket: string, file: string, desk: boolean) {
  return useMutation({
    mutationFn: async (): Promise<Blob> => {
      const wish = { params: { path: { ticket, file } }, parseAs: "blob" } as const;
      return (await answer(desk ? api.GET("/api/v1/desk/tickets/{ticket}/files/{file}", wish) : api.GET("/api/v1/me/tickets/{ticket}/files/{file}", wish))) as Blob;
    },
  });
}
