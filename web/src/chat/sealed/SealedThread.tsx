import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "@/yard/me/me.data";
import { Icon } from "@/ui/Icon";
import { Button, Note, Waiting } from "@/ui/plain";
import { showClock } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import type { ChatRoom, Chats, Conversation } from "../live/chats.model";
import { PersonFace } from "../people/PersonFace";
import { useNames, useTitleOf } from "../people/people.data";
import { Recall } from "../thread/Dialogs";
import { Safety } from "./Safety";
import { standingQuery } from "./session";
import { Setup } from "./Setup";
import type { Line } from "./shapes";
import { useSafety } from "./useSafety";
import { useSealedLines } from "./useSealedLines";
import "./words";
import "./sealed.css";

type SealedThreadProps = { me: Me; room: ChatRoom; chats: Chats; conversation: Conversation };

/** A sealed conversation: what this device read of it, and the field to say more. */
export function SealedThread({ me, room, chats, conversation }: SealedThreadProps) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const name = useTitleOf()(conversation);
  const standing = useQuery(standingQuery(me.id));
  const [looking, setLooking] = useState(false);
  const isReady = standing.data === "ready";
  return (
    <section className="thread" aria-label={t("sealed.log", { name })}>
      <header className="thread-head">
        <Link to="/chats" className="round thread-back" aria-label={t("conversation.back")}>
          <Icon name="back" />
        </Link>
        <PersonFace person={conversation.with} name={name} size={36} />
        <h2>
          <Icon name="lock" size={16} /> {name}
        </h2>
        {isReady ? (
          <button type="button" className="round" aria-label={t("sealed.safety")} title={t("sealed.safety")} onClick={() => setLooking(true)}>
            <Icon name="shield" />
          </button>
        ) : null}
      </header>
      {standing.isPending ? <Waiting label={t("sealed.opening")} /> : null}
      {standing.isError ? <Note tone="warn" alert>{sayWhy(standing.error)}</Note> : null}
      {standing.data && !isReady ? (
        <div className="thread-scroll">
          <Setup me={me.id} standing={standing.data} />
        </div>
      ) : null}
      {isReady ? <Opened me={me} room={room} chats={chats} conversation={conversation} onSafety={() => setLooking(true)} /> : null}
      {looking ? <Safety me={me} conversation={conversation} name={name} onClose={() => setLooking(false)} /> : null}
    </section>
  );
}

function Opened({ me, room, chats, conversation, onSafety }: SealedThreadProps & { onSafety: () => void }) {
  const { t } = useTranslation();
  const { id } = conversation;
  const nameOf = useNames(me, conversation);
  const sealed = useSealedLines(me.id, id, conversation.last_seq, chats.up);
  const changes = sealed.lines?.filter((line) => line.kind === "changed").length ?? 0;
  const safety = useSafety(me.id, conversation, changes);
  const [recalling, setRecalling] = useState<number>();
  const scroller = useRef<HTMLDivElement>(null);
  const count = (sealed.lines?.length ?? 0) + sealed.waiting.length;
  useEffect(() => {
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
    if (count > 0) room.read(id);
  }, [room, id, count]);
  useEffect(() => void room.look(id), [room, id]);
  return (
    <>
      {safety.data?.isChanged ? (
        <p className="thread-line" role="alert">
          {t("sealed.safety_changed")}{" "}
          <button type="button" className="link" onClick={onSafety}>
            {t("sealed.safety")}
          </button>
        </p>
      ) : null}
      <div className="thread-scroll" ref={scroller} role="log" aria-live="polite" aria-label={t("sealed.messages")}>
        <p className="passed sealed-note">{t("sealed.about")}</p>
        {sealed.lines ? null : <Waiting label={t("sealed.opening")} />}
        {sealed.failed ? (
          <div className="stack sealed-note">
            <Note tone="warn" alert>{t("sealed.not_there")}</Note>
            <Button icon="again" onClick={sealed.again}>
              {t("sealed.again")}
            </Button>
          </div>
        ) : null}
        <ul className="thread-lines">
          {sealed.lines?.length ? <li className="passed">{t("sealed.begun")}</li> : null}
          {sealed.lines?.map((line) => <Shown key={line.seq} line={line} mine={line.by === me.id} name={nameOf(line.by)} onRecall={conversation.present ? setRecalling : undefined} />)}
          {sealed.waiting.map((text, at) => (
            <li key={`${at} ${text}`} className="message mine waiting-message">
              <div className="message-main">
                <div className="bubble sealed-text">{text}</div>
                <p className="message-state">{t("sealed.waiting")}</p>
              </div>
            </li>
          ))}
        </ul>
      </div>
      <Recall room={room} conversation={id} line={recalling === undefined ? undefined : { seq: recalling }} onClose={() => setRecalling(undefined)} />
      {conversation.present && conversation.with ? <Write onSay={sealed.say} /> : <p className="thread-over">{t("conversation.alone")}</p>}
    </>
  );
}

type ShownProps = { line: Line; mine: boolean; name: string; onRecall: ((seq: number) => void) | undefined };

function Shown({ line, mine, name, onRecall }: ShownProps) {
  const { t, i18n } = useTranslation();
  const who = mine ? t("conversation.you") : name;
  if (line.kind === "changed") {
    const said = [...line.came.map(() => t("sealed.came", { name: who })), ...line.went.map(() => t("sealed.went", { name: who }))];
    return said.length === 0 ? null : <li className="passed">{said.join(" · ")}</li>;
  }
  if (line.kind !== "said") return <li className="passed">{t(line.kind === "recalled" ? "sealed.recalled" : "sealed.unreadable", { name: who })}</li>;
  return (
    <li className={`message first ${mine ? "mine" : ""}`} data-seq={line.seq}>
      <span className="message-face">{mine ? null : <PersonFace person={line.by} name={name} size={36} />}</span>
      <div className="message-main">
        <p className="message-head">
          {mine ? <span className="unseen">{who}</span> : <strong>{who}</strong>}
          <time dateTime={line.at}>{showClock(line.at, i18n.language)}</time>
        </p>
        <div className="message-row">
          <div className="bubble sealed-text">{line.text}</div>
          {mine && onRecall ? (
            <button type="button" className="message-more" aria-label={t("sealed.recall_of", { at: showClock(line.at, i18n.language) })} title={t("conversation.act_recall")} onClick={() => onRecall(line.seq)}>
              <Icon name="back" size={18} />
            </button>
          ) : null}
        </div>
      </div>
    </li>
  );
}

function Write({ onSay }: { onSay: (text: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const send = () => {
    if (!text.trim()) return;
    onSay(text.trim());
    setText("");
  };
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div className="composer-row">
        <textarea
          rows={1}
          value={text}
          maxLength={20_000}
          aria-label={t("sealed.write")}
          placeholder={t("sealed.write")}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing || matchMedia("(pointer: coarse)").matches) return;
            event.preventDefault();
            send();
          }}
        />
        <button type="submit" className="composer-send" aria-label={t("sealed.send")} disabled={!text.trim()}>
          <Icon name="send" />
        </button>
      </div>
    </form>
  );
}
