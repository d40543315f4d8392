import { queryOptions } from "@tanstack/react-query";
import { type Answer, answer, api } from "@/api/client";

export type DoorCalls = Answer<"intercom.list">;
export type DoorCall = DoorCalls["items"][number];
export type Reply = DoorCalls["replies"][number];

export const doorCallsQuery = queryOptions({ queryKey: ["community", "intercom"], queryFn: ({ signal }) => answer(api.GET("/api/v1/me/intercom", { signal })) });

const at = (intercom: string) => ({ params: { path: { intercom } } });

export const watchDoor = (intercom: string) => answer(api.POST("/api/v1/intercom/{intercom}/watch", at(intercom)));
export const answerDoor = (intercom: string) => answer(api.POST("/api/v1/intercom/{intercom}/answer", at(intercom)));
export const openDoor = (intercom: string) => answer(api.POST("/api/v1/intercom/{intercom}/open", at(intercom)));
export const callDesk = (home: string) => answer(api.POST("/api/v1/homes/{home}/duty", { params: { path: { home } } }));
export const endDesk = (duty: string) => answer(api.POST("/api/v1/duty/{duty}/end", { params: { path: { duty } } }));
export const endDoor = (intercom: string) => answer(api.POST("/api/v1/intercom/{intercom}/end", at(intercom)));
export const replyAtDoor = (intercom: string, says: Reply) => answer(api.POST("/api/v1/intercom/{intercom}/reply", { params: { path: { intercom }, query: { says } } }));
export type Bell = DoorCalls["bells"][number];
export const lookThrough = (home: string, thing: string) => answer(api.POST("/api/v1/homes/{home}/devices/{thing}/look", { params: { path: { home, thing } } }));
