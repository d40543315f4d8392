import { queryOptions } from "@tanstack/react-query";
import { type Answer, answer, api } from "@/api/client";
import { useActs } from "@/yard/acts";

export type Mine = Answer<"face.get">;

const mineKey = (home: string) => ["community", "face", home];
const consentsKey = ["yard", "data", "consents"];

/** While a door learns the photo it is asked again. */
const LEARNING_MS = 3_000;

/** Whether a door that sees has not learnt the photo yet. */
export const isLearning = (face: Pick<Mine, "given_at" | "doors"> | null | undefined) =>
  Boolean(face?.given_at && face.doors.some((door) => door.eye === "sees" && door.photo !== "held" && door.photo !== "unfit"));

export const faceQuery = (home: string) =>
  queryOptions({
    queryKey: mineKey(home),
    queryFn: ({ signal }) => answer(api.GET("/api/v1/homes/{home}/face", { params: { path: { home } }, signal })),
    refetchInterval: ({ state }) => (isLearning(state.data) ? LEARNING_MS : false),
  });

export function useFace(home: string) {
  const at = { params: { path: { home } } };
  const keys = [mineKey(home), consentsKey];
  return {
    give: useActs(keys, (photo: Blob) => answer(api.PUT("/api/v1/homes/{home}/face", { ...at, body: photo as never, bodySerializer: (body) => body, headers: { "Content-Type": "image/jpeg" } }))),
    remove: useActs<boolean>(keys, async (isThere) => {
      if (isThere) await answer(api.DELETE("/api/v1/homes/{home}/face", at));
      await answer(api.POST("/api/v1/consents/withdraw", { body: { purpose: "door-face" } }));
    }),
  };
}
