/** How the conversations ask the house. */
import { answer, api } from "@/api/client";
import { Refusal } from "@/api/refusal";
import type { Wire } from "./chats.model";

const at = (conversation: string) => ({ params: { path: { conversation } } });
const message = (conversation: string, seq: number) => ({ params: { path: { conversation, seq } } });

export const wire: Wire = {
  list: async () => (await answer(api.GET("/api/v1/conversations"))).items,
  page: async (conversation, part, limit) =>
    (await answer(api.GET("/api/v1/conversations/{conversation}/events", { params: { path: { conversation }, query: { ...part, limit } } }))).items,
  send: async (conversation, body) => await answer(api.POST("/api/v1/conversations/{conversation}/messages", { ...at(conversation), body })),
  edit: async (conversation, seq, body) => await answer(api.PUT("/api/v1/conversations/{conversation}/messages/{seq}", { ...message(conversation, seq), body })),
  recall: async (conversation, seq, body) =>
    await answer(api.POST("/api/v1/conversations/{conversation}/messages/{seq}/recall", { ...message(conversation, seq), body })),
  read: async (conversation, seq) => void (await answer(api.POST("/api/v1/conversations/{conversation}/read", { ...at(conversation), body: { seq } }))),
  passing: (error) => error instanceof Refusal && (error.status === 0 || error.status === 429 || error.status >= 500),
  rest: async (ms) =>
    await new Promise((done) => {
      const over = () => {
        clearTimeout(timer);
        removeEventListener("online", over);
        done();
      };
      const timer = setTimeout(over, ms);
      addEventListener("online", over);
    }),
};
