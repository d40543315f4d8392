import { queryOptions, useMutation } from "@tanstack/react-query";
import { type Answer, type Ask, answer, api } from "@/api/client";
import { useActs } from "@/yard/acts";

export type RealName = Answer<"real_name.get">;
export type Side = RealName["sides"][number];
export type Waiting = Answer<"real_name.list">["items"][number];
export type Wish = Ask<"real_name.send">;

const mineKey = ["yard", "realname", "mine"];
const deskKey = ["yard", "realname", "desk"];

export const realNameQuery = queryOptions({ queryKey: mineKey, queryFn: ({ signal }) => answer(api.GET("/api/v1/me/real-name", { signal })) });

/** What waits to be compared, masked. */
export const waitingQuery = queryOptions({
  queryKey: deskKey,
  queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/desk/real-names", { signal }))).items,
});

export const usePutPhoto = (side: Side) =>
  useActs([mineKey], (photo: Blob) =>
    answer(
      api.PUT("/api/v1/me/real-name/photos/{side}", {
        params: { path: { side } },
        body: photo,
        bodySerializer: (body) => body,
        headers: { "Content-Type": photo.type },
      }),
    ),
  );

/** What a program of the house reads on the side with the portrait; it lives as long as the form. */
export const useRead = () => useMutation({ gcTime: 0, mutationFn: () => answer(api.POST("/api/v1/me/real-name/read")) });

export const useSend = () => useActs([mineKey], (body: Wish) => answer(api.POST("/api/v1/me/real-name", { body })));
export const useRemove = () => useActs([mineKey], () => answer(api.DELETE("/api/v1/me/real-name")));

/** Lets the identity body have name and number: the purpose with each kind of data, and the body itself by a yes of its own. */
export const useAuthorise = () =>
  useActs([["yard", "data", "consents"]], async ({ version, lang, categories }: { version: string; lang: string; categories: string[] }) => {
    const purpose = "identity-check";
    await answer(api.POST("/api/v1/consents", { body: { purpose, version, lang, categories } }));
    await answer(api.POST("/api/v1/consents", { body: { purpose, version, lang, recipient: "identity-body" } }));
  });

/** Opens name, number and both sides: whoever it is reads the reason. */
export const useLook = (verification: string) =>
  useMutation({
    gcTime: 0,
    mutationFn: (reason: string) => answer(api.POST("/api/v1/desk/real-names/{verification}/look", { params: { path: { verification } }, body: { reason } })),
  });

export const useDecide = (verification: string) =>
  useActs([deskKey], (body: Ask<"real_name.decide">) =>
    answer(api.POST("/api/v1/desk/real-names/{verification}/decide", { params: { path: { verification } }, body })),
  );
