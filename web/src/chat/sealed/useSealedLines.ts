import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { sealedBook } from "./session";
import type { Line } from "./shapes";

interface Read {
  lines: readonly Line[];
  /** What could not be sent yet. */
  waiting: readonly string[];
  failed: boolean;
}

async function read(me: string, conversation: string, said?: string): Promise<Read> {
  const book = await sealedBook(me);
  void book.renew().catch(() => undefined);
  const work = said === undefined ? book.follow(conversation) : book.say(conversation, said);
  const lines = await work.catch(() => undefined);
  return { lines: lines ?? (await book.lines(conversation)), waiting: await book.waiting(conversation), failed: !lines };
}

/** What this device read of a conversation, and what waits to be said; it reads on when something came. */
export function useSealedLines(me: string, conversation: string, last: number, up: boolean) {
  const cache = useQueryClient();
  const key = ["chat", "sealed", "lines", conversation];
  const found = useQuery({ queryKey: [...key, last, up], queryFn: async () => await read(me, conversation), placeholderData: (before: Read | undefined) => before, staleTime: 0, gcTime: 0 });
  const [sending, setSending] = useState<readonly string[]>([]);
  const say = useMutation({
    mutationFn: async (text: string) => await read(me, conversation, text),
    onSuccess: (stands) => void cache.setQueriesData({ queryKey: key }, stands),
    onSettled: () => setSending((now) => now.slice(1)),
  });
  return {
    lines: found.data?.lines,
    waiting: sending.length > 0 ? sending : (found.data?.waiting ?? []),
    failed: found.data?.failed ?? false,
    again: () => void found.refetch(),
    say: (text: string) => {
      setSending((now) => [...now, text]);
      say.mutate(text);
    },
  };
}
