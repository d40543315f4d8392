/** How calls ask the house. */
import { queryOptions } from "@tanstack/react-query";
import { type Answer, answer, api } from "@/api/client";

export type Call = Answer<"call.get">;
export type Seat = Answer<"call.start">;
export type CallKind = Call["kind"];

const at = (call: string) => ({ params: { path: { call } } });

/** What rings or runs where I am. */
export const callsQuery = queryOptions({
  queryKey: ["chat", "calls"],
  queryFn: ({ signal }) => answer(api.GET("/api/v1/calls", { signal })),
  staleTime: 0,
});

export const getCall = (call: string) => answer(api.GET("/api/v1/calls/{call}", at(call)));
export const startCall = (conversation: string, kind: CallKind, people: string[] = []) =>
  answer(api.POST("/api/v1/conversations/{conversation}/calls", { params: { path: { conversation } }, body: { kind, people } }));
export const answerCall = (call: string, take: boolean) => answer(api.POST("/api/v1/calls/{call}/answer", { ...at(call), body: { take } }));
export const declineCall = (call: string) => answer(api.POST("/api/v1/calls/{call}/decline", at(call)));
export const leaveCall = (call: string) => answer(api.POST("/api/v1/calls/{call}/leave", at(call)));
export const ringCall = (call: string, people: string[]) => answer(api.POST("/api/v1/calls/{call}/ring", { ...at(call), body: { people } }));
export const switchCall = (call: string, kind: CallKind) => answer(api.POST("/api/v1/calls/{call}/switch", { ...at(call), body: { kind } }));
export const upgradeCall = (call: string) => answer(api.POST("/api/v1/calls/{call}/upgrade", at(call)));
