import { useMutation } from "@tanstack/react-query";
import { type Ask, answer, api } from "@/api/client";
import { deviceLabel } from "@/ui/platform";
import { askPasskey } from "../passkey/ceremony";
import type { Challenge } from "./proof.model";
import type { Consent, Place } from "./sign.model";

/** Proves the work in a worker, then asks for a code. */
export function useSendCode() {
  return useMutation({
    mutationFn: async ({ place, consent }: { place: Place; consent: Consent }) => {
      const proof = await freshProof();
      return await answer(api.POST("/api/v1/session/code", { body: { ...place, consent, proof } }));
    },
  });
}

export function useOpenSession() {
  return useMutation({
    mutationFn: (body: Ask<"session.open">) => answer(api.POST("/api/v1/session/open", { body: { ...body, device: deviceLabel() } })),
  });
}

export function useOpenByPassword() {
  return useMutation({
    mutationFn: (body: Ask<"session.password">) => answer(api.POST("/api/v1/session/password", { body: { ...body, device: deviceLabel() } })),
  });
}

export function useOpenByPasskey() {
  return useMutation({
    mutationFn: async () => {
      const { ceremony, options } = await answer(api.POST("/api/v1/session/passkey/begin"));
      const credential = await askPasskey(options);
      return await answer(api.POST("/api/v1/session/passkey", { body: { ceremony, credential, device: deviceLabel() } }));
    },
  });
}

/** A solved proof of work, for whoever asks without being signed in. */
export async function freshProof(): Promise<{ challenge: string; nonce: string }> {
  const challenge = await answer(api.POST("/api/v1/session/challenge"));
  return { challenge: challenge.challenge, nonce: await prove(challenge) };
}

function prove(challenge: Challenge): Promise<string> {
  const worker = new Worker(new URL("./proof.worker.ts", import.meta.url), { type: "module" });
  return new Promise<string>((done, failed) => {
    worker.onmessage = (event: MessageEvent<string>) => done(event.data);
    worker.onerror = () => failed(new Error("the proof of work failed"));
    worker.postMessage({ challenge: challenge.challenge, difficulty: challenge.difficulty });
  }).finally(() => worker.terminate());
}
