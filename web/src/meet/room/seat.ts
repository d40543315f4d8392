/** What one gets when a meeting lets one in. */
import { useMutation, queryOptions } from "@tanstack/react-query";
import { type Answer, answer, api, asGuest } from "@/api/client";
import { recallKey, rememberKey } from "@/ui/memory";

export type Seat = Answer<"meeting.join">;
export type Found = Answer<"meeting.find">;
export type Present = Answer<"meeting.participants">["items"][number];

/** How somebody wants to sit down: chosen in the green room. */
export type Wishes = {
  camera: boolean;
  microphone: boolean;
  cameraId: string | undefined;
  microphoneId: string | undefined;
  speakerId: string | undefined;
};

export const foundQuery = (number: string) =>
  queryOptions({
    queryKey: ["meet", "number", number],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/meetings/by-number/{number}", { params: { path: { number } }, signal })),
    staleTime: 10_000,
  });

export type JoinWish = { number: string; passcode: string | undefined; name: string | undefined };

export async function askSeat({ number, passcode, name }: JoinWish): Promise<Seat> {
  const before = recallKey(number);
  const body = { number, ...(passcode ? { passcode } : {}), ...(name ? { name } : {}), ...(before ? { before } : {}) };
  const seat = await answer(api.POST("/api/v1/meetings/join", { body }));
  if (seat.guest_token) rememberKey(number, seat.guest_token);
  return seat;
}

export function useJoin() {
  return useMutation({ mutationFn: askSeat });
}

/** Who is who: the media engine knows identities only, the names come from here. */
export const presentQuery = (seat: Seat) =>
  queryOptions({
    queryKey: ["meet", seat.meeting.id, "participants"],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/meetings/{id}/participants", {
          params: { path: { id: seat.meeting.id } },
          ...asGuest(seat.guest_token),
          signal,
        }),
      ),
    staleTime: 1_000,
    refetchInterval: 15_000,
  });

/** How the meeting stands: above all whether it is locked, which another page of the host may have changed. */
export const standingQuery = (meeting: Seat["meeting"]) =>
  queryOptions({
    queryKey: ["meet", meeting.id, "standing"],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/meetings/{id}", { params: { path: { id: meeting.id } }, signal })),
    initialData: meeting,
    initialDataUpdatedAt: 0,
    refetchInterval: 15_000,
  });

export type Figures = Answer<"meeting.quality">["items"][string];

/** How sound and pictures fare, by identity: everybody's for the host, one's own for everybody else. */
export const qualityQuery = (seat: Seat) =>
  queryOptions({
    queryKey: ["meet", seat.meeting.id, "quality"],
    queryFn: ({ signal }) =>
      answer(api.GET("/api/v1/meetings/{id}/quality", { params: { path: { id: seat.meeting.id } }, ...asGuest(seat.guest_token), signal })),
    staleTime: 0,
    gcTime: 0, // nothing of it is kept
    refetchInterval: 2_000,
  });

/** The host's own acts. */
export function hostActs(id: string) {
  const params = { path: { id } };
  return {
    end: () => answer(api.POST("/api/v1/meetings/{id}/end", { params })),
    lock: (locked: boolean) => answer(api.POST("/api/v1/meetings/{id}/lock", { params, body: { locked } })),
    mute: (identity: string) => answer(api.POST("/api/v1/meetings/{id}/mute", { params, body: { identity, track: "audio" } })),
    readmit: (identity: string) => answer(api.POST("/api/v1/meetings/{id}/readmit", { params, body: { identity } })),
    remove: (identity: string) => answer(api.POST("/api/v1/meetings/{id}/remove", { params, body: { identity } })),
  };
}

/** An empty address means the house itself. */
export function mediaUrl(url: string): string {
  return url || location.origin.replace(/^http/, "ws");
}
