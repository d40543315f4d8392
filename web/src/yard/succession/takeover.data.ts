import { queryOptions, useMutation } from "@tanstack/react-query";
import i18next from "i18next";
import { type Ask, answer, api } from "@/api/client";
import en from "./takeover.en.json";
import zh from "./takeover.zh.json";

// These sentences come with the page: nobody else loads them.
i18next.addResourceBundle("zh-CN", "translation", zh, true, false);
i18next.addResourceBundle("en", "translation", en, true, false);

/** The version whose promises go over: the one in force. */
export const versionQuery = queryOptions({
  queryKey: ["yard", "policy", "in-force"],
  queryFn: ({ signal }) => answer(api.GET("/api/v1/policy", { params: { query: { lang: i18next.language } }, signal })),
});

export function useTakeOver() {
  const accept = useMutation({ mutationFn: (body: Ask<"succession.accept">) => answer(api.POST("/api/v1/succession/accept", { body })) });
  const decline = useMutation({ mutationFn: (code: string) => answer(api.POST("/api/v1/succession/decline", { body: { code } })) });
  return { accept, decline };
}
