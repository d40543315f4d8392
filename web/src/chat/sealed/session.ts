import { queryOptions } from "@tanstack/react-query";
import { SealedBook } from "./book.model";
import { openKeep } from "./keep";
import { wire } from "./wire";

const books = new Map<string, Promise<SealedBook>>();

/** The sealed conversations of whoever is signed in: one of all pages of this browser at a time reads and writes. */
export function sealedBook(me: string): Promise<SealedBook> {
  const there = books.get(me);
  if (there) return there;
  const opening = openKeep(me).then((keep) => new SealedBook(wire, keep, me, async (work) => (await navigator.locks.request(`courtyard-sealed-${me}`, work)) as never));
  books.set(me, opening);
  opening.catch(() => books.delete(me));
  return opening;
}

export const standingQuery = (me: string) =>
  queryOptions({ queryKey: ["chat", "sealed", "standing", me], queryFn: async () => await (await sealedBook(me)).standing(), staleTime: 0 });

export const safetyKey = (conversation: string) => ["chat", "sealed", "safety", conversation];
