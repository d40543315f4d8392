/** What people are called of whom a page knows the id alone. */
import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "@/yard/me/me.data";
import { friendsQuery } from "../contacts/contacts.data";
import { useChats } from "../live/work";
import { directoryQuery } from "./people.data";

/** Names of those with whom one writes, of friends and of colleagues; who is none of them is called somebody. */
export function useCalled(me: Me): (person: string) => string {
  const { t } = useTranslation();
  const { conversations } = useChats();
  const friends = useQuery(friendsQuery).data;
  const directory = useQuery(directoryQuery(me)).data;
  const names = useMemo(() => {
    const found = new Map<string, string | null | undefined>();
    for (const { person, name } of directory ?? []) found.set(person, name);
    for (const { person, name } of friends ?? []) found.set(person, name);
    for (const { with: person, with_name: name } of conversations) if (person) found.set(person, name);
    return found.set(me.id, me.name);
  }, [me, conversations, friends, directory]);
  return useCallback((person) => names.get(person) ?? t("conversation.somebody"), [names, t]);
}
