import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "@/yard/me/me.data";
import { Icon } from "@/ui/Icon";
import { Tabs } from "@/ui/kit/Kit";
import { Button, Note, Waiting } from "@/ui/plain";
import { showRecent } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { Imported } from "../imported/Imported";
import { type Conversation, isOfMany } from "../live/chats.model";
import { useChats } from "../live/work";
import { mentionsQuery, starsQuery, useStarsInStep } from "../message/hung.data";
import { directoryQuery, useBegin, useNames, useTitleOf } from "../people/people.data";
import { GroupFace, PersonFace } from "../people/PersonFace";
import { plainOf } from "../text/marked.model";
import { partsOf } from "./search.model";
import { searchQuery } from "./search.data";
import "../more.css";

type Place = { conversation: string; seq: number; by: string; at: string; text: string; program?: { name: string; shown?: string | null } | null };
export type Event = { key: string; title: string; at: string; href: string };

type SearchViewProps = { me: Me; within: string | undefined; events: readonly Event[]; onBegun: (conversation: string) => void };

const FEW = 20;

/** One search over people, conversations, what was said and meetings; before anything is typed, what one keeps. */
export function SearchView({ me, within, events, onBegun }: SearchViewProps) {
  const { t } = useTranslation();
  const titleOf = useTitleOf();
  const { conversations } = useChats();
  const place = conversations.find(({ id }) => id === within);
  const [typed, setTyped] = useState("");
  const text = useDeferredValue(typed.trim());
  return (
    <div className="search-page">
      <header className="search-head">
        {within ? (
          <Link to="/chats/$conversation" params={{ conversation: within }} className="round" aria-label={t("conversation.back")}>
            <Icon name="back" />
          </Link>
        ) : null}
        <h1>{place ? t("conversation.find_in", { name: titleOf(place) }) : t("title.search")}</h1>
      </header>
      <div className="field">
        <input
          type="search"
          autoFocus
          maxLength={100}
          aria-label={t("conversation.find")}
          placeholder={t(within ? "conversation.find_here" : "conversation.find_hint")}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
      {text ? <Found me={me} text={text} within={within} events={events} onBegun={onBegun} /> : within ? null : <Kept me={me} />}
    </div>
  );
}

function Found({ me, text, within, events, onBegun }: SearchViewProps & { text: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const titleOf = useTitleOf();
  const { conversations } = useChats();
  const directory = useQuery({ ...directoryQuery(me), enabled: !within });
  const messages = useQuery(searchQuery(text, within));
  const begin = useBegin();
  const wanted = text.toLowerCase();
  const fits = (words: string) => words.toLowerCase().includes(wanted);
  const people = within ? [] : (directory.data ?? []).filter(({ name }) => fits(name)).slice(0, FEW);
  const named = within ? [] : conversations.filter((one) => fits(titleOf(one))).slice(0, FEW);
  const held = within ? [] : events.filter(({ title }) => fits(title)).slice(0, FEW);
  const said = messages.data ?? [];
  const isNone = people.length + named.length + held.length + said.length === 0;
  return (
    <div className="stack search-found" aria-live="polite">
      {messages.isError ? <Note tone="warn" alert>{sayWhy(messages.error)}</Note> : null}
      {begin.isError ? <Note tone="warn" alert>{sayWhy(begin.error)}</Note> : null}
      <Group label={t("conversation.found_people")} count={people.length}>
        {people.map(({ person, name, orgs }) => (
          <li key={person}>
            <button type="button" className="found-line" onClick={() => begin.mutate({ people: [person], name: "" }, { onSuccess: onBegun })}>
              <PersonFace person={person} name={name} size={36} />
              <span className="found-text">
                <strong>
                  <Lit text={name} wanted={text} />
                </strong>
                <span className="small">{orgs.join(" · ")}</span>
              </span>
            </button>
          </li>
        ))}
      </Group>
      <Group label={t("conversation.found_conversations")} count={named.length}>
        {named.map((one) => (
          <li key={one.id}>
            <Link to="/chats/$conversation" params={{ conversation: one.id }} className="found-line">
              <FaceOf conversation={one} />
              <strong>
                <Lit text={titleOf(one)} wanted={text} />
              </strong>
            </Link>
          </li>
        ))}
      </Group>
      <Group label={t("conversation.found_events")} count={held.length}>
        {held.map(({ key, title, at, href }) => (
          <li key={key}>
            <a className="found-line" href={href}>
              <Icon name="camera" />
              <span className="found-text">
                <strong>
                  <Lit text={title} wanted={text} />
                </strong>
                <When at={at} />
              </span>
            </a>
          </li>
        ))}
      </Group>
      <Group label={t("conversation.found_messages")} count={said.length}>
        {said.map((one) => (
          <PlaceLine key={`${one.conversation}/${one.seq}`} me={me} place={one} wanted={text} />
        ))}
      </Group>
      {messages.isFetching && said.length === 0 ? <Waiting label={t("conversation.finding")} /> : null}
      {isNone && !messages.isFetching ? <p className="empty muted">{t("conversation.found_none")}</p> : null}
    </div>
  );
}

function Group({ label, count, children }: { label: string; count: number; children: ReactNode }) {
  if (count === 0) return null;
  return (
    <section aria-label={label}>
      <h2 className="found-head">{label}</h2>
      <ul className="found-list" aria-label={label}>
        {children}
      </ul>
    </section>
  );
}

function FaceOf({ conversation }: { conversation: Conversation | undefined }) {
  const titleOf = useTitleOf();
  if (!conversation) return <Icon name="chat" size={36} />;
  const title = titleOf(conversation);
  return isOfMany(conversation) ? <GroupFace name={title} size={36} /> : <PersonFace person={conversation.with} name={title} size={36} />;
}

function When({ at }: { at: string }) {
  const { i18n } = useTranslation();
  return (
    <time className="small" dateTime={at}>
      {showRecent(at, i18n.language)}
    </time>
  );
}

/** A message elsewhere: where, by whom, when, what; it leads there. */
function PlaceLine({ me, place, wanted, mark }: { me: Me; place: Place; wanted?: string; mark?: ReactNode }) {
  const { t } = useTranslation();
  const titleOf = useTitleOf();
  const conversation = useChats().conversations.find(({ id }) => id === place.conversation);
  const nameOf = useNames(me, conversation);
  const name = place.by === me.id ? t("conversation.you") : place.program ? (place.program.shown ?? place.program.name) : nameOf(place.by);
  const said = plainOf(place.text.slice(0, 2000));
  return (
    <li>
      <Link to="/chats/$conversation" params={{ conversation: place.conversation }} hash={`m${place.seq}`} className="found-line">
        <FaceOf conversation={conversation} />
        <span className="found-text">
          <span className="found-top">
            <strong>{conversation ? titleOf(conversation) : t("conversation.unknown")}</strong>
            {mark}
            <When at={place.at} />
          </span>
          <span className="found-words">
            {name}: <Lit text={said} wanted={wanted ?? ""} around />
          </span>
        </span>
      </Link>
    </li>
  );
}

/** A text with what was looked for made visible. */
function Lit({ text, wanted, around = false }: { text: string; wanted: string; around?: boolean }) {
  return <>{partsOf(text, wanted, around).map((part, at) => (part.lit ? <mark key={at}>{part.text}</mark> : <span key={at}>{part.text}</span>))}</>;
}

/** Where I am mentioned, and what I keep. */
function Kept({ me }: { me: Me }) {
  const { t } = useTranslation();
  useStarsInStep();
  const mentions = useQuery(mentionsQuery);
  const stars = useQuery(starsQuery);
  return (
    <Tabs
      items={[
        { key: "mentions", label: t("conversation.mentions"), children: <Places me={me} query={mentions} none={t("conversation.mentions_none")} /> },
        { key: "stars", label: t("conversation.stars"), children: <Places me={me} query={stars} none={t("conversation.stars_none")} /> },
        { key: "imported", label: t("imported.tab"), children: <Imported /> },
      ]}
    />
  );
}

type PlacesProps = { me: Me; query: { data?: (Place & { read?: boolean })[] | undefined; error: unknown; isError: boolean; refetch: () => unknown }; none: string };

function Places({ me, query, none }: PlacesProps) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  if (query.isError)
    return (
      <div className="stack">
        <Note tone="warn" alert>{sayWhy(query.error)}</Note>
        <Button onClick={() => void query.refetch()}>{t("conversation.again")}</Button>
      </div>
    );
  if (!query.data) return <Waiting label={t("conversation.opening")} />;
  if (query.data.length === 0) return <p className="empty muted">{none}</p>;
  return (
    <ul className="found-list">
      {query.data.map((one) => (
        <PlaceLine key={`${one.conversation}/${one.seq}`} me={me} place={one} mark={one.read === false ? <span className="tag">{t("conversation.fresh")}</span> : null} />
      ))}
    </ul>
  );
}
