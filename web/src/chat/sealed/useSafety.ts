import { useQuery } from "@tanstack/react-query";
import type { Conversation } from "../live/chats.model";
import { safetyNumber } from "./safety";
import { safetyKey, sealedBook } from "./session";

/** The safety number as it is now, and whether it is another than the one that was compared. */
export function useSafety(me: string, conversation: Conversation, changes: number) {
  const { id, with: other } = conversation;
  return useQuery({
    queryKey: [...safetyKey(id), changes],
    staleTime: 0,
    queryFn: async () => {
      const book = await sealedBook(me);
      const devices = await book.devices(id);
      const keysOf = (person: string) => devices.filter((one) => one.person === person).map((one) => one.signs);
      const number = await safetyNumber({ person: me, keys: keysOf(me) }, { person: other ?? "", keys: keysOf(other ?? "") });
      const checked = await book.checked(id);
      return { number, devices, isChecked: checked === number, isChanged: checked !== undefined && checked !== number };
    },
  });
}
