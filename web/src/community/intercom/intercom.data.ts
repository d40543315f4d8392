import { queryOptions } from "@tanstack/react-query";
import { type Answer, answer, api } from "@/api/client";

export type DoorCall = Answer<"intercom.list">["items"][number];

export const doorCallsQuery = queryOptions({ queryKey: ["community", "intercom"], queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/me/intercom", { signal }))).items });

const at = (intercom: string) => ({ params: { path: { intercom } } });

export const watchDoor = (intercom: string) => answer(api.POST("/api/v1/intercom/{intercom}/watch", at(intercom)));
export const answerDoor = (intercom: string) => answer(api.POST("/api/v1/intercom/{intercom}/answer", at(intercom)));
export const openDoor = (intercom: string) => answer(api.POST("/api/v1/intercom/{intercom}/open", at(intercom)));
export const callDesk = (home: string) => answer(api.POST("/api/v1/homes/{home}/duty", { params: { path: { home } } }));
export const endDesk = (duty: string) => answer(api.POST("/api/v1/duty/{duty}/end", { params: { path: { duty } } }));
export const endDoor = (intercom: string) => answer(api.POST("/api/v1/intercom/{intercom}/end", at(intercom)));
