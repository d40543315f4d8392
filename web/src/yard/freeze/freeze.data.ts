import { useMutation } from "@tanstack/react-query";
import { type Ask, answer, api } from "@/api/client";
import { freshProof } from "../sign/sign.data";

/** Ends every session, this one with them; afterwards the page is a stranger's. */
export function useFreeze() {
  return useMutation({ mutationFn: () => answer(api.POST("/api/v1/me/freeze", { body: {} })) });
}

type Place = Pick<Ask<"session.thaw.code">, "phone" | "mail">;

export function useAskThaw() {
  return useMutation({
    mutationFn: async (place: Place) => answer(api.POST("/api/v1/session/thaw/code", { body: { ...place, proof: await freshProof() } })),
  });
}

export function useThaw() {
  return useMutation({ mutationFn: (body: Ask<"session.thaw">) => answer(api.POST("/api/v1/session/thaw", { body })) });
}
