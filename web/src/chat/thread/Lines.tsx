import { Fragment, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "@/yard/me/me.data";
import type { ChatRoom, Conversation } from "../live/chats.model";
import { type Pending, unseen } from "../live/outbox.model";
import { useSayLine } from "../file/say";
import { useSayPassed } from "../list/ConversationList";
import { type Line, type LogEvent, namedBy, type Said } from "../log/log.model";
import { rowsOf } from "../log/rows.model";
import type { Topic } from "../topic/topic.data";
import { type Act, Message, WaitingMessage } from "./Message";

type LinesProps = {
  me: Me;
  lines: readonly Line[];
  events: ReadonlyMap<number, LogEvent> | undefined;
  whole: number;
  pending: readonly Pending[];
  readTo: number | undefined;
  conversation: Conversation;
  nameOf: (person: string) => string;
  room: ChatRoom;
  onAct: (act: Act, line: Said) => void;
  onSign: (line: Said, sign: string, put: boolean) => void;
  topics: ReadonlyMap<number, Topic>;
  pinned: ReadonlySet<number>;
  starred: ReadonlySet<number>;
  /** Those that are chosen, while several are chosen. */
  chosen: ReadonlySet<number> | undefined;
};

const nothing: ReadonlyMap<number, LogEvent> = new Map();

/** What was said, by days, and at its end what is on its way. */
export function Lines({ me, lines, events = nothing, whole, pending, readTo, conversation, nameOf, room, onAct, onSign, topics, pinned, starred, chosen }: LinesProps) {
  const { t, i18n } = useTranslation();
  const sayPassed = useSayPassed(nameOf, me.id);
  const rows = useMemo(() => rowsOf(lines, me.id, readTo), [lines, me.id, readTo]);
  const said = useMemo(() => new Map(lines.flatMap((line) => (line.kind === "said" ? [[line.seq, line] as const] : []))), [lines]);
  const waiting = unseen(pending, events, whole, me.id);
  const sayLine = useSayLine();
  const last = lines.at(-1);
  return (
    <ol className="thread-lines">
      {rows.map((row) => {
        if (row.kind === "day")
          return (
            <li key={row.key} className="day-line">
              <time dateTime={row.at}>{showDayOf(row.at, i18n.language)}</time>
            </li>
          );
        if (row.kind === "new")
          return (
            <li key={row.key} className="new-line">
              {t("conversation.new_here")}
            </li>
          );
        if (row.kind === "passed")
          return (
            <li key={row.key} className="passed">
              {sayPassed(row.line)}
            </li>
          );
        const { line } = row;
        const target = line.replyTo === null ? undefined : said.get(line.replyTo);
        return (
          <Message
            key={row.key}
            conversation={conversation.id}
            line={line}
            first={row.first}
            name={namedBy(line, nameOf)}
            mine={line.by === me.id}
            answers={target && { name: target.by === me.id ? t("conversation.you") : namedBy(target, nameOf), text: target.text === null ? t("conversation.recalled") : sayLine(target) }}
            me={me}
            nameOf={nameOf}
            topic={topics.get(line.seq)}
            chosen={chosen?.has(line.seq)}
            acts={actsOf(line, me.id, conversation, { pinned: pinned.has(line.seq), starred: starred.has(line.seq) })}
            onSign={conversation.present && conversation.kind !== "channel" ? onSign : undefined}
            onAct={onAct}
            onGo={goTo}
          />
        );
      })}
      {waiting.map((one, at) => (
        <Fragment key={one.mark}>
          <WaitingMessage
            pending={one}
            first={at === 0 && !(last?.kind === "said" && last.by === me.id)}
            onAgain={() => room.again(one.mark)}
            onDrop={() => room.discard(one.mark)}
          />
        </Fragment>
      ))}
    </ol>
  );
}

function actsOf(line: Said, me: string, { role, present, kind }: Conversation, { pinned, starred }: { pinned: boolean; starred: boolean }): Act[] {
  const mine = line.by === me;
  const acts: Act[] = [...(present ? (["reply", "topic"] as const) : []), "forward", "select"];
  acts.push(starred ? "unstar" : "star");
  if (present) acts.push(pinned ? "unpin" : "pin");
  if (line.text) acts.push("copy");
  if (mine && present && line.text && !line.more?.card && !line.more?.forwarded) acts.push("edit");
  if (mine && present && kind !== "channel") acts.push("urge");
  if (line.edit !== null) acts.push("history");
  if (!mine && !line.more?.program) acts.push("report");
  if (present && (mine || role !== "member")) acts.push(...(line.more?.preview ? (["unpreview"] as const) : []), "recall");
  return acts;
}

/** Shows what a message answers. */
export function goTo(seq: number): void {
  const line = document.querySelector<HTMLElement>(`.thread-lines [data-seq="${seq}"]`);
  if (!line) return;
  line.scrollIntoView({ block: "center" });
  line.classList.remove("shown");
  void line.offsetWidth; // so that it can be shown once more
  line.classList.add("shown");
}

function showDayOf(at: string, language: string): string {
  const [then, now] = [new Date(at), new Date()];
  const midnight = (day: Date) => new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
  const days = Math.round((midnight(now) - midnight(then)) / 86_400_000);
  if (days === 0 || days === 1) return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(-days, "day");
  const year = then.getFullYear() === now.getFullYear() ? {} : { year: "numeric" as const };
  return new Intl.DateTimeFormat(language, { ...year, month: "long", day: "numeric", weekday: "short" }).format(then);
}
