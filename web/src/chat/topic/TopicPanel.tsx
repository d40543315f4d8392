import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "@/yard/me/me.data";
import { Drawer } from "@/ui/kit/Kit";
import { Button, Note, TextField, Waiting } from "@/ui/plain";
import { showRecent } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import type { ChatRoom, Conversation } from "../live/chats.model";
import type { Pending } from "../live/outbox.model";
import type { LogEvent } from "../log/log.model";
import { Carried } from "../message/Carried";
import { PersonFace } from "../people/PersonFace";
import { Marked } from "../text/Marked";
import { readTopic, topicQuery } from "./topic.data";

type TopicPanelProps = {
  me: Me;
  room: ChatRoom;
  conversation: Conversation;
  topic: number | undefined;
  /** The number of the last event that may have changed it. */
  since: number;
  pending: readonly Pending[];
  nameOf: (person: string) => string;
  onClose: () => void;
};

/** What is said about one message, beside the conversation. */
export function TopicPanel({ topic, onClose, ...rest }: TopicPanelProps) {
  const { t } = useTranslation();
  return (
    <Drawer open={topic !== undefined} onClose={onClose} title={t("conversation.topic")} size={400} destroyOnHidden rootClassName="topic-drawer">
      {topic === undefined ? null : <Topic {...rest} topic={topic} />}
    </Drawer>
  );
}

function Topic({ me, room, conversation, topic, since, pending, nameOf }: Omit<TopicPanelProps, "topic" | "onClose"> & { topic: number }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const cache = useQueryClient();
  const { id, present } = conversation;
  const said = useQuery(topicQuery(id, topic, since));
  const [text, setText] = useState("");
  const last = said.data?.at(-1)?.seq;
  useEffect(() => {
    if (last !== undefined && last !== topic) void readTopic(cache, id, topic, last).catch(() => undefined);
  }, [cache, id, topic, last]);
  if (said.isError) return <Note tone="warn" alert>{sayWhy(said.error)}</Note>;
  if (!said.data) return <Waiting label={t("conversation.opening")} />;
  const known = new Set(said.data.map(({ text: words }) => words));
  const waiting = pending.filter((one) => one.more?.topic === topic && !known.has(one.text));
  const say = () => {
    if (!text.trim()) return;
    room.say(id, text, null, { topic });
    setText("");
  };
  return (
    <div className="topic">
      <ol className="topic-lines" aria-label={t("conversation.messages")}>
        {said.data.map((event) => (
          <Line key={event.seq} me={me} conversation={id} event={event} name={event.by === me.id ? t("conversation.you") : event.program ? (event.program.shown ?? event.program.name) : nameOf(event.by)} first={event.seq === topic} />
        ))}
        {waiting.map((one) => (
          <li key={one.mark} className="topic-line waiting">
            <Marked text={one.text} />
          </li>
        ))}
      </ol>
      {present ? (
        <form
          className="topic-write"
          onSubmit={(event) => {
            event.preventDefault();
            say();
          }}
        >
          <TextField
            label={t("conversation.topic_write")}
            value={text}
            rows={2}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
              event.preventDefault();
              say();
            }}
          />
          <Button type="submit" weight="door" disabled={!text.trim()}>
            {t("conversation.send")}
          </Button>
        </form>
      ) : null}
    </div>
  );
}

function Line({ me, conversation, event, name, first }: { me: Me; conversation: string; event: LogEvent; name: string; first: boolean }) {
  const { t, i18n } = useTranslation();
  return (
    <li className={`topic-line ${first ? "topic-first" : ""}`} data-seq={event.seq}>
      <PersonFace person={event.by} name={name} size={32} />
      <div>
        <p className="message-head">
          <strong>{name}</strong>
          <time dateTime={event.at}>{showRecent(event.at, i18n.language)}</time>
        </p>
        {event.text ? <Marked text={event.text} /> : null}
        {event.text === null ? <p className="muted">{t(event.recalled ? "conversation.recalled" : "conversation.gone")}</p> : null}
        <Carried me={me} card={event.card} forwarded={event.forwarded} place={{ conversation, files: event.files }} />
      </div>
    </li>
  );
}
