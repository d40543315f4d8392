import { QueryClient } from "@tanstack/react-query";
import { Refusal } from "@/api/refusal";

const TRIES_MAX = 2;

/** Asks again when the house could not be reached or stumbled; a refusal is an answer. */
export function freshQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        retry: (tries, error) => tries < TRIES_MAX && !(error instanceof Refusal && error.status >= 400 && error.status < 500),
      },
    },
  });
}
