import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { type Answer, answer, api } from "@/api/client";
import { Refusal } from "@/api/refusal";

export type Me = Answer<"me.get">;

/** Who is signed in here; `null` is a stranger, which is an answer and no error. */
export const meQuery = queryOptions({
  queryKey: ["yard", "me"],
  queryFn: async ({ signal }): Promise<Me | null> => {
    try {
      return await answer(api.GET("/api/v1/me", { signal }));
    } catch (error) {
      if (error instanceof Refusal && error.status === 401) return null;
      throw error;
    }
  },
});

export const devicesQuery = queryOptions({
  queryKey: ["yard", "me", "devices"],
  queryFn: ({ signal }) => answer(api.GET("/api/v1/me/devices", { signal })),
});

export type Basics = Answer<"me.basics">;

export const basicsQuery = queryOptions({
  queryKey: ["yard", "me", "basics"],
  queryFn: ({ signal }) => answer(api.GET("/api/v1/me/basics", { signal })),
});

export function useRename() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => answer(api.PATCH("/api/v1/me", { body: { name } })),
    onSuccess: () => cache.invalidateQueries(meQuery),
  });
}

const genderKey = ["yard", "me", "gender"];

export type Gender = NonNullable<Answer<"me.gender.get">["gender"]>;

export const genderQuery = queryOptions({
  queryKey: genderKey,
  queryFn: ({ signal }) => answer(api.GET("/api/v1/me/gender", { signal })),
});

/** Says it, or takes it back with null. */
export function useGender() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (gender: Gender | null) => {
      if (gender) await answer(api.PUT("/api/v1/me/gender", { body: { gender } }));
      else await answer(api.DELETE("/api/v1/me/gender"));
    },
    onSuccess: () => cache.invalidateQueries({ queryKey: genderKey }),
  });
}

export function useChangePicture() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (picture: Blob) =>
      answer(
        api.PUT("/api/v1/me/avatar", {
          body: picture,
          bodySerializer: (body) => body,
          headers: { "Content-Type": picture.type },
        }),
      ),
    onSuccess: () => cache.invalidateQueries(meQuery),
  });
}

export function useSignOutDevice() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => answer(api.DELETE("/api/v1/me/devices/{id}", { params: { path: { id } } })),
    onSuccess: () => cache.invalidateQueries(devicesQuery),
  });
}

export function useSignOut() {
  return useMutation({ mutationFn: () => answer(api.POST("/api/v1/session/close")) });
}
