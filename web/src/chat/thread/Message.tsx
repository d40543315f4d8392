import { lazy, memo, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "@/ui/Icon";
import { Dropdown } from "@/ui/kit/Kit";
import { showClock } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { Files } from "../file/Files";
import type { Pending } from "../live/outbox.model";
import type { Said } from "../log/log.model";
import { PersonFace } from "../people/PersonFace";
import type { Me } from "@/yard/me/me.data";
import { Carried } from "../message/Carried";
import { LinkPreview } from "../message/LinkPreview";
import { AddReaction, Reactions } from "../message/Reactions";
import { StickerOf } from "../sticker/StickerOf";
import { Marked } from "../text/Marked";
import { plainOf } from "../text/marked.model";

const Sheet = lazy(async () => ({ default: (await import("../programs/Sheet")).Sheet }));

export type Act = "reply" | "topic" | "forward" | "select" | "star" | "unstar" | "pin" | "unpin" | "copy" | "edit" | "history" | "urge" | "report" | "unpreview" | "recall";

type MessageProps = {
  me: Me;
  nameOf: (person: string) => string;
  /** Puts a sign, or takes it away; nothing where one may not. */
  onSign: ((line: Said, sign: string, put: boolean) => void) | undefined;
  /** What is said about it beside the conversation. */
  topic: { count: number; unread: number } | undefined;
  /** Whether it is chosen, while several are chosen. */
  chosen: boolean | undefined;
  conversation: string;
  line: Said;
  /** The first of a breath says whose it is. */
  first: boolean;
  name: string;
  mine: boolean;
  /** What it answers, where that is in sight. */
  answers?: { name: string; text: string } | undefined;
  acts: readonly Act[];
  onAct: (act: Act, line: Said) => void;
  onGo: (seq: number) => void;
};

export const Message = memo(function Message({ conversation, me, nameOf, line, first, name, mine, answers, acts, topic, chosen, onAct, onSign, onGo }: MessageProps) {
  const { t, i18n } = useTranslation();
  const clock = showClock(line.at, i18n.language);
  const namesMe = !mine && (line.more?.all || line.more?.mentions?.includes(me.id));
  if (line.text === null)
    return (
      <li className="passed" data-seq={line.seq}>
        {!line.recalled ? t("conversation.gone") : mine && line.recalledBy !== null ? t("conversation.recalled_you") : t("conversation.recalled_of", { name })}
      </li>
    );
  return (
    <li className={`message ${mine ? "mine" : ""} ${first ? "first" : ""} ${namesMe ? "names-me" : ""}`} data-seq={line.seq}>
      {chosen === undefined ? null : (
        <input type="checkbox" className="message-pick" checked={chosen} aria-label={t("conversation.pick_of", { name, at: clock })} onChange={() => onAct("select", line)} />
      )}
      <span className="message-face">{first && !mine ? line.more?.program ? <ProgramFace /> : <PersonFace person={line.by} name={name} size={36} /> : null}</span>
      <div className="message-main">
        {first ? (
          <p className="message-head">
            {mine ? <span className="unseen">{t("conversation.you")}</span> : <strong>{name}</strong>}
            {line.more?.program ? <span className="tag">{t("hooks.tag", { name: line.more.program.name })}</span> : null}
            <time dateTime={line.at}>{clock}</time>
          </p>
        ) : (
          <span className="unseen">{mine ? t("conversation.you") : name}</span>
        )}
        <div className="message-row">
          <div className={`bubble ${line.more?.card?.kind === "sticker" ? "bare" : ""}`} title={first ? undefined : clock}>
            {line.replyTo !== null ? <Quoted answers={answers} onGo={() => onGo(line.replyTo ?? 0)} /> : null}
            <Carried me={me} card={line.more?.card} forwarded={line.more?.forwarded} place={{ conversation, files: line.files }} />
            {line.files.length > 0 && !line.more?.forwarded ? <Files conversation={conversation} files={line.files} /> : null}
            {line.text ? <Marked text={line.text} /> : null}
            {line.more?.sheet ? (
              <Suspense fallback={null}>
                <Sheet conversation={conversation} seq={line.seq} sheet={line.more.sheet} mayPress={onSign !== undefined} />
              </Suspense>
            ) : null}
            {line.more?.preview ? <LinkPreview preview={line.more.preview} /> : null}
            {line.edit === null ? null : (
              <button type="button" className="edited" onClick={() => onAct("history", line)}>
                {t("conversation.edited")}
              </button>
            )}
          </div>
          {onSign ? <AddReaction name={mine ? t("conversation.you") : name} onSign={(sign, put) => onSign(line, sign, put)} /> : null}
          <Dropdown
            trigger={["click"]}
            menu={{ items: acts.map((act) => ({ key: act, label: t(`conversation.act_${act}`) })), onClick: ({ key }) => onAct(key as Act, line) }}
          >
            <button type="button" className="message-more" aria-haspopup="menu" aria-label={t("conversation.actions", { name: mine ? t("conversation.you") : name, at: clock })}>
              <Icon name="more" size={18} />
            </button>
          </Dropdown>
        </div>
        <Reactions reactions={line.more?.reactions ?? []} me={me.id} nameOf={nameOf} onSign={onSign && ((sign, put) => onSign(line, sign, put))} />
        {topic ? (
          <button type="button" className="topic-link" onClick={() => onAct("topic", line)}>
            <Icon name="chat" size={16} />
            <span>{t("conversation.topic_count", { count: topic.count })}</span>
            {topic.unread > 0 ? <b className="unread">{topic.unread}</b> : null}
          </button>
        ) : null}
      </div>
    </li>
  );
});

/** No person: a sign that is nobody's. */
function ProgramFace() {
  return (
    <span className="hook-face" aria-hidden="true">
      <Icon name="grid" size={20} />
    </span>
  );
}

function Quoted({ answers, onGo }: { answers: MessageProps["answers"]; onGo: () => void }) {
  const { t } = useTranslation();
  return (
    <button type="button" className="quoted" onClick={onGo} aria-label={t("conversation.go_to", { name: answers?.name ?? "" })}>
      {answers ? <strong>{answers.name}</strong> : null}
      <span>{answers ? plainOf(answers.text.slice(0, 200)) : t("conversation.earlier")}</span>
    </button>
  );
}

type WaitingMessageProps = { pending: Pending; first: boolean; onAgain: () => void; onDrop: () => void };

/** What I wrote and nobody has yet. */
export function WaitingMessage({ pending, first, onAgain, onDrop }: WaitingMessageProps) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const { state } = pending;
  return (
    <li className={`message mine waiting-message ${first ? "first" : ""}`} data-state={state}>
      <span className="message-face" />
      <div className="message-main">
        <span className="unseen">{t("conversation.you")}</span>
        <div className="message-row">
          <div className={`bubble ${pending.more?.card?.kind === "sticker" ? "bare" : ""}`}>
            {pending.more?.card?.kind === "sticker" ? <StickerOf sticker={pending.more.card.sticker} /> : null}
            {pending.files?.length ? <Files conversation={pending.conversation} files={pending.files} /> : null}
            {pending.text ? <Marked text={pending.text} /> : null}
          </div>
        </div>
        {state === "refused" ? (
          <div className="message-state" role="alert">
            <Icon name="warn" size={16} />
            <span>
              {t("conversation.refused")} {pending.why === undefined ? "" : sayWhy(pending.why)}
            </span>
            <button type="button" className="link" onClick={onAgain}>
              {t("conversation.send_again")}
            </button>
            <button type="button" className="link" onClick={onDrop}>
              {t("conversation.drop")}
            </button>
          </div>
        ) : (
          <p className="message-state" role="status">
            {state === "stuck" ? <Icon name="clock" size={16} /> : null}
            <span>{t(`conversation.${state}`)}</span>
          </p>
        )}
      </div>
    </li>
  );
}
