/** Mentions in the field: `@` opens the list of who is there, and what stands in the text says who is mentioned. */
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, type RefObject, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "@/ui/Icon";
import { type Conversation, isOfMany } from "../live/chats.model";
import { PersonFace } from "../people/PersonFace";
import { membersQuery } from "../people/people.data";
import { leftQuery } from "../settings/settings.data";
import { type Mentionable, namedIn, startsAt } from "./mention.model";

const SHOWN_MAX = 8;

type MentionProps = {
  me: string;
  conversation: Conversation;
  since: number;
  /** Programs that hear mentions. */
  programs: readonly Mentionable[];
  text: string;
  field: RefObject<HTMLTextAreaElement | null>;
  onText: (text: string) => void;
};

export function useMention({ me, conversation, since, programs, text, field, onText }: MentionProps) {
  const { t } = useTranslation();
  const isGroup = isOfMany(conversation);
  const members = useQuery({ ...membersQuery(conversation.id, since), enabled: isGroup });
  const left = useQuery({ ...leftQuery(conversation.id), enabled: isGroup });
  const everybody = t("conversation.everybody");
  const people = useMemo(() => {
    const present = (members.data ?? []).filter((one) => one.present && one.person !== me && one.name);
    const all: Mentionable[] = present.map(({ person, name }) => ({ person, name: name ?? "" }));
    const mayAll = isGroup && (conversation.role !== "member" || left.data?.mention_all);
    if (mayAll) all.unshift({ person: null, name: everybody });
    if (!isGroup && conversation.with && conversation.with_name) all.push({ person: conversation.with, name: conversation.with_name });
    return [...all, ...programs];
  }, [programs, members.data, left.data, me, isGroup, conversation, everybody]);
  const [caret, setCaret] = useState(0);
  const [closed, setClosed] = useState<number>();
  const [at, setAt] = useState(0);
  const start = startsAt(text, caret);
  const wanted = start === undefined ? "" : text.slice(start + 1, caret).toLowerCase();
  const found = start === undefined || start === closed ? [] : people.filter(({ name }) => name.toLowerCase().includes(wanted)).slice(0, SHOWN_MAX);
  const chosen = Math.min(at, found.length - 1);

  const choose = (one: Mentionable | undefined) => {
    if (!one || start === undefined) return;
    const before = `${text.slice(0, start)}@${one.name} `;
    onText(before + text.slice(caret));
    setCaret(before.length);
    setAt(0);
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(before.length, before.length);
    });
  };
  /** True where the key was for the list. */
  const press = (event: KeyboardEvent): boolean => {
    if (found.length === 0 || event.nativeEvent.isComposing) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") setAt((chosen + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length);
    else if (event.key === "Enter" || event.key === "Tab") choose(found[chosen]);
    else if (event.key === "Escape") setClosed(start);
    else return false;
    event.preventDefault();
    return true;
  };
  const list =
    found.length === 0 ? null : (
      <ul className="mention-list" aria-label={t("conversation.mention")}>
        {found.map((one, index) => (
          <li key={one.person ?? one.program ?? "all"}>
            <button type="button" tabIndex={-1} aria-current={index === chosen} onPointerDown={(event) => event.preventDefault()} onClick={() => choose(one)}>
              {one.person ? <PersonFace person={one.person} name={one.name} size={28} /> : <Icon name={one.program ? "grid" : "people"} size={24} />}
              <span>{one.name}</span>
              {one.program ? <span className="tag">{t("commands.program")}</span> : null}
            </button>
          </li>
        ))}
      </ul>
    );
  return { list, press, moved: () => setCaret(field.current?.selectionStart ?? 0), named: (said: string) => namedIn(said, people) };
}
