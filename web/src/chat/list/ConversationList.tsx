import { Link } from "@tanstack/react-router";
import { memo, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "@/yard/me/me.data";
import { Icon } from "@/ui/Icon";
import { Button, Note, Waiting } from "@/ui/plain";
import { showClock } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { type Chats, type Conversation, unreadOf, isOfMany } from "../live/chats.model";
import { useDrawer, useRoom } from "../live/work";
import { type Line, linesOf, type Log, namedBy, type Said } from "../log/log.model";
import { dayOf } from "../log/rows.model";
import { GroupFace } from "../people/PersonFace";
import { useNames, useTitleOf } from "../people/people.data";
import { useSayCall } from "../call/say";
import { useSayLine } from "../file/say";
import { FaceThere, SignOf, useSayTyping } from "../status/Presence";
import { useSeen } from "./useSeen";

/** Events that a line of the list needs. */
const PREVIEW = 12;

type ConversationListProps = { me: Me; chats: Chats; at: string | undefined; onNew: () => void };

export function ConversationList({ me, chats, at, onNew }: ConversationListProps) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const room = useRoom();
  if (chats.phase === "failed")
    return (
      <div className="stack chats-say">
        <Note tone="warn" alert>
          {t("conversation.failed")} {sayWhy(chats.why)}
        </Note>
        <Button onClick={() => void room?.refresh()}>{t("conversation.again")}</Button>
      </div>
    );
  if (chats.phase === "opening") return <Waiting label={t("conversation.opening")} />;
  if (chats.conversations.length === 0)
    return (
      <div className="empty">
        <Icon name="chat" size={40} />
        <strong>{t("conversation.none_title")}</strong>
        <p className="muted">{t(me.orgs.length > 0 ? "conversation.none" : "conversation.none_org")}</p>
        {me.orgs.length > 0 ? (
          <Button weight="door" icon="plus" onClick={onNew}>
            {t("conversation.new")}
          </Button>
        ) : (
          <Link className="button plain" to="/orgs">
            {t("title.orgs")}
          </Link>
        )}
      </div>
    );
  return (
    <ul className="chat-list" aria-label={t("title.chats")}>
      {chats.conversations.filter(({ id, hidden }) => !hidden || id === at).map((conversation) => (
        <Entry
          key={conversation.id}
          me={me}
          conversation={conversation}
          log={chats.logs.get(conversation.id)}
          unread={unreadOf(chats, conversation, me.id)}
          here={conversation.id === at}
        />
      ))}
    </ul>
  );
}

type EntryProps = { me: Me; conversation: Conversation; log: Log | undefined; unread: number; here: boolean };

const Entry = memo(function Entry({ me, conversation, log, unread, here }: EntryProps) {
  const { t, i18n } = useTranslation();
  const room = useRoom();
  const titleOf = useTitleOf();
  const at = useRef<HTMLLIElement>(null);
  const seen = useSeen(at);
  const { id } = conversation;
  useEffect(() => {
    if (seen) void room?.look(id, PREVIEW);
  }, [room, seen, id]);
  const title = titleOf(conversation);
  const last = log && linesOf(log).at(-1);
  return (
    <li ref={at}>
      <Link to="/chats/$conversation" params={{ conversation: id }} className={`chat-entry ${conversation.top ? "on-top" : ""}`} aria-current={here ? "page" : undefined}>
        {isOfMany(conversation) ? <GroupFace name={title} size={44} /> : <FaceThere person={conversation.with} name={title} size={44} hidden={!seen} />}
        <span className="chat-entry-main">
          <span className="chat-entry-top">
            {conversation.sealed ? <Icon name="lock" size={14} /> : null}
            <strong>{title}</strong>
            {isOfMany(conversation) || !seen ? null : <SignOf person={conversation.with} />}
            {last ? <time dateTime={last.at}>{showShort(last.at, i18n.language)}</time> : null}
          </span>
          <span className="chat-entry-low">
            {conversation.mentions > 0 && !here ? <strong className="mention-mark">{t("conversation.mentioned")}</strong> : null}
            <Preview me={me} conversation={conversation} last={last} />
            {conversation.muted ? (
              <span className="muted-mark" role="img" aria-label={t("conversation.muted")}>
                <Icon name="bellOff" size={14} />
              </span>
            ) : null}
            {conversation.marked && unread === 0 && !here ? <b className="unread marked-dot" role="img" aria-label={t("conversation.marked")} /> : null}
            {unread > 0 && !here ? (
              <b className={`unread ${conversation.muted ? "quiet" : ""}`}>
                <span aria-hidden="true">{unread > 99 ? "99+" : unread}</span>
                <span className="unseen">{t("conversation.unread", { count: unread })}</span>
              </b>
            ) : null}
          </span>
        </span>
      </Link>
    </li>
  );
});

function Preview({ me, conversation, last }: { me: Me; conversation: Conversation; last: Line | undefined }) {
  const { t } = useTranslation();
  const draft = useDrawer()?.draft(conversation.id);
  const nameOf = useNames(me, last?.kind === "said" && last.by === me.id ? undefined : conversation, last && last.kind !== "said" ? last.seq : 0);
  const sayPassed = useSayPassed(nameOf, me.id);
  const sayLine = useSayLine();
  const typing = useSayTyping(conversation, nameOf);
  if (typing) return <span className="chat-entry-text is-typing">{typing}</span>;
  if (draft) return <span className="chat-entry-text">{t("conversation.draft_of", { text: draft })}</span>;
  const carriedOf = ({ more }: Said) => {
    if (more?.card) return t(more.card.kind === "place" ? "conversation.card_place" : "conversation.card_contact", { name: more.card.kind === "place" ? more.card.name : "" });
    return more?.forwarded ? t("conversation.card_record") : "";
  };
  if (conversation.sealed) return <span className="chat-entry-text">{t("conversation.sealed_line")}</span>;
  if (!last) return <span className="chat-entry-text" />;
  if (last.kind !== "said") return <span className="chat-entry-text">{sayPassed(last)}</span>;
  const text = last.text === null ? t(last.recalled ? "conversation.recalled" : "conversation.gone") : sayLine(last) || carriedOf(last);
  const isNamed = last.by === me.id || isOfMany(conversation);
  const name = last.by === me.id ? t("conversation.you") : namedBy(last, nameOf);
  return <span className="chat-entry-text">{isNamed ? t("conversation.preview_by", { name, text }) : text}</span>;
}

/** Who came, who went, who began. */
export function useSayPassed(nameOf: (person: string) => string, me: string): (line: Exclude<Line, { kind: "said" }>) => string {
  const { t } = useTranslation();
  const sayCall = useSayCall();
  return ({ kind, by, about, call }) => {
    if (kind === "called") return sayCall(call ?? undefined, by === me);
    const [actor, person] = [by, about ?? by].map((each) => (each === me ? t("conversation.you") : nameOf(each)));
    if (kind === "pinned" || kind === "unpinned") return t(`conversation.${kind}`, { name: actor ?? "" });
    if (kind === "made") return t("conversation.made", { name: actor ?? "" });
    return by === (about ?? by) ? t(`conversation.${kind}`, { name: person ?? "" }) : t(`conversation.${kind}_by`, { by: actor ?? "", name: person ?? "" });
  };
}

/** The clock today, the day otherwise. */
function showShort(at: string, language: string): string {
  const [then, now] = [new Date(at), new Date()];
  if (dayOf(at) === dayOf(now.toISOString())) return showClock(at, language);
  const year = then.getFullYear() === now.getFullYear() ? {} : { year: "2-digit" as const };
  return new Intl.DateTimeFormat(language, { ...year, month: "numeric", day: "numeric" }).format(then);
}
