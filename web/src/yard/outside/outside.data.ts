import { queryOptions, useMutation } from "@tanstack/react-query";
import i18next from "i18next";
import { type Answer, type Ask, answer, api } from "@/api/client";
import { freshProof } from "../sign/sign.data";
import en from "./outside.en.json";
import zh from "./outside.zh.json";

// These sentences come with the page: nobody else loads them.
i18next.addResourceBundle("zh-CN", "translation", zh, true, false);
i18next.addResourceBundle("en", "translation", en, true, false);

export type OutsideHeld = Answer<"outside.held">;

export function useAskOutside() {
  return useMutation({
    mutationFn: async (phone: string) => answer(api.POST("/api/v1/outside/code", { body: { phone, proof: await freshProof() } })),
  });
}

export function useLookOutside() {
  const lang = i18next.language;
  return useMutation({
    mutationFn: (body: Ask<"outside.held">) => answer(api.POST("/api/v1/outside/held", { params: { query: { lang } }, body })),
  });
}

export function useEraseOutside() {
  return useMutation({ mutationFn: (pass: string) => answer(api.POST("/api/v1/outside/erase", { body: { pass } })) });
}

/** What a meeting keeps of a guest, by the key that his browser was given at its door. */
export const guestQuery = (guest: string) =>
  queryOptions({
    queryKey: ["yard", "outside", "guest"],
    queryFn: ({ signal }) => answer(api.POST("/api/v1/meetings/guest/held", { body: { key: guest }, signal })),
    retry: false,
  });

export function useEraseGuest() {
  return useMutation({ mutationFn: (guest: string) => answer(api.POST("/api/v1/meetings/guest/erase", { body: { key: guest } })) });
}
