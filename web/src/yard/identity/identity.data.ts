import { useMutation } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import { askPasskey } from "../passkey/ceremony";

/** A proof that it is really me, for one act. */
export type Proof = { code: string } | { password: string } | { passkey: { ceremony: string; credential: unknown } };

export function useSendCode() {
  return useMutation({ mutationFn: () => answer(api.POST("/api/v1/me/identity/code")) });
}

export function useAskPasskey() {
  return useMutation({
    mutationFn: async (): Promise<Proof> => {
      const { ceremony, options } = await answer(api.POST("/api/v1/session/passkey/begin"));
      return { passkey: { ceremony, credential: await askPasskey(options) } };
    },
  });
}
