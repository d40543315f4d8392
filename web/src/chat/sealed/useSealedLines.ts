import { useCallback, useEffect, useState } from "react";
import { sealedBook } from "./session";
import type { Line } from "./shapes";

/** What this device read of a conversation, and what waits to be said; it reads on when something came. */
export function useSealedLines(me: string, conversation: string, last: number, up: boolean) {
  const [lines, setLines] = useState<readonly Line[]>();
  const [waiting, setWaiting] = useState<readonly string[]>([]);
  const [failed, setFailed] = useState(false);
  const work = useCallback(
    async (what: (book: Awaited<ReturnType<typeof sealedBook>>) => Promise<readonly Line[]>) => {
      const book = await sealedBook(me);
      try {
        setLines(await what(book));
        setFailed(false);
      } catch {
        setLines(await book.lines(conversation));
        setFailed(true);
      }
      setWaiting(await book.waiting(conversation));
    },
    [me, conversation],
  );
  const follow = useCallback(() => void work(async (book) => await book.follow(conversation)), [work, conversation]);
  useEffect(() => {
    if (up || last > 0) follow();
  }, [follow, last, up]);
  useEffect(() => void sealedBook(me).then(async (book) => await book.renew()).catch(() => undefined), [me]);
  const say = useCallback(
    (text: string) => {
      setWaiting((now) => [...now, text]);
      void work(async (book) => await book.say(conversation, text));
    },
    [work, conversation],
  );
  return { lines, waiting, failed, again: follow, say };
}
