/** Telephone calls from a page. */
import { queryOptions } from "@tanstack/react-query";
import { type Answer, answer, api } from "@/api/client";

export type Standing = Answer<"phone.standing">;
export type PhoneCall = Answer<"phone.get">;
export type Leg = PhoneCall["legs"][number];
export type Entry = Answer<"phone.list">["items"][number];
export type Seat = Answer<"phone.start">;

export const phoneKey = ["chat", "phone"];

export const standingQuery = queryOptions({ queryKey: [...phoneKey, "standing"], queryFn: ({ signal }) => answer(api.GET("/api/v1/me/phone", { signal })) });
export const logQuery = queryOptions({ queryKey: [...phoneKey, "log"], queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/me/phone/calls", { signal }))).items });

const at = (phone: string) => ({ params: { path: { phone } } });
const of = (phone: string, leg: string) => ({ params: { path: { phone, leg } } });

export const callQuery = (phone: string) => queryOptions({ queryKey: [...phoneKey, "call", phone], queryFn: ({ signal }) => answer(api.GET("/api/v1/phones/{phone}", { ...at(phone), signal })), retry: false });

export const ruleQuery = (org: string) => queryOptions({ queryKey: [...phoneKey, "rule", org], queryFn: ({ signal }) => answer(api.GET("/api/v1/orgs/{org}/phone-rule", { params: { path: { org } }, signal })) });
export const allowPhones = async (org: string, allowed: boolean) => void (await answer(api.PUT("/api/v1/orgs/{org}/phone-rule", { params: { path: { org } }, body: { allowed } })));

export const dial = (org: string, numbers: string[], people: string[]) => answer(api.POST("/api/v1/orgs/{org}/phone", { params: { path: { org } }, body: { numbers, people } }));
export const join = (phone: string) => answer(api.POST("/api/v1/phones/{phone}/join", at(phone)));
export const addNumber = async (phone: string, number: string) => void (await answer(api.POST("/api/v1/phones/{phone}/legs", { ...at(phone), body: { number } })));
export const hangUp = async (phone: string, leg: string) => void (await answer(api.POST("/api/v1/phones/{phone}/legs/{leg}/end", of(phone, leg))));
export const mute = async (phone: string, leg: string, muted: boolean) => void (await answer(api.PUT("/api/v1/phones/{phone}/legs/{leg}/muted", { ...of(phone, leg), body: { muted } })));
export const press = async (phone: string, leg: string, keys: string) => void (await answer(api.POST("/api/v1/phones/{phone}/legs/{leg}/keys", { ...of(phone, leg), body: { keys } })));
export const endAll = async (phone: string) => void (await answer(api.POST("/api/v1/phones/{phone}/end", at(phone))));
