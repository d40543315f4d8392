import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "@/yard/me/me.data";
import { copyText } from "@/ui/copy";
import { Icon } from "@/ui/Icon";
import { App } from "@/ui/kit/Kit";
import { Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { type Chats, type ChatRoom, type Conversation, isOfMany, unreadOf } from "../live/chats.model";
import type { Drawer } from "../live/drawer";
import { hasOlder, linesOf, type Said } from "../log/log.model";
import { GroupFace } from "../people/PersonFace";
import { useNames, useTitleOf } from "../people/people.data";
import { MembersPanel } from "../people/MembersPanel";
import { Forward } from "../message/Forward";
import { Pinned } from "../message/Pinned";
import type { Says } from "../live/outbox.model";
import { CallButtons } from "../call/CallButtons";
import { Granted } from "../grant/Granted";
import { Held } from "../hold/Held";
import { Keeping } from "../keeping/Keeping";
import { Menu } from "../settings/Menu";
import { Hushed, useHushed } from "../order/Hushed";
import { useOrderInStep } from "../order/order.data";
import { ReportDialog } from "../report/ReportDialog";
import { setConversation } from "../settings/settings.data";
import { FaceThere, UnderName } from "../status/Presence";
import { TopicPanel } from "../topic/TopicPanel";
import { type Aim, Composer } from "./Composer";
import { trayOf } from "../file/trays";
import { useDrop } from "../file/useDrop";
import { FILES_MAX } from "../file/tray.model";
import { History, Recall } from "./Dialogs";
import { ChosenBar, turned } from "./Chosen";
import { goTo, Lines } from "./Lines";
import type { Act } from "./Message";
import { useScroll, useVisible } from "./scroll";
import { useHung } from "./useHung";

const OrderPanel = lazy(async () => ({ default: (await import("../order/OrderPanel")).OrderPanel }));
const ProgramsPanel = lazy(async () => ({ default: (await import("../programs/ProgramsPanel")).ProgramsPanel }));
const Given = lazy(async () => ({ default: (await import("../programs/Given")).Given }));
const Urge = lazy(async () => ({ default: (await import("../urgent/Urge")).Urge }));

type ThreadProps = { me: Me; room: ChatRoom; drawer: Drawer | undefined; chats: Chats; conversation: Conversation; jump: number | undefined };

/** One conversation: what was said, and the field to say more. */
export function Thread({ me, room, drawer, chats, conversation, jump }: ThreadProps) {
  const { t } = useTranslation();
  const { message: tell } = App.useApp();
  const sayWhy = useSayWhy();
  const titleOf = useTitleOf();
  const { id } = conversation;
  const log = chats.logs.get(id);
  const whole = useMemo(() => (log ? linesOf(log) : []), [log]);
  const lines = useMemo(() => whole.filter((line) => line.kind !== "said" || !line.more?.topic), [whole]);
  const since = lines.findLast(({ kind }) => kind === "came" || kind === "went" || kind === "made")?.seq ?? 0;
  const nameOf = useNames(me, conversation, since);
  const [aim, setAim] = useState<Aim>({ kind: "new" });
  const [looking, setLooking] = useState<{ kind: "history" | "recall"; line: Said }>();
  const [panel, setPanel] = useState(false);
  const [programs, setPrograms] = useState<boolean>();
  const [ordering, setOrdering] = useState(false);
  useOrderInStep(id);
  const why = useHushed(conversation);
  const [readTo] = useState(() => (unreadOf(chats, conversation, me.id) > 0 ? conversation.read_seq : undefined));
  const waiting = chats.pending.filter((one) => one.conversation === id);
  const pending = waiting.filter((one) => !one.more?.topic);
  const hung = useHung({ room, log, conversation: id, lines: whole });
  const [topic, setTopic] = useState<number>();
  const [forward, setForward] = useState<readonly number[]>();
  const [urged, setUrged] = useState<number>();
  const [reported, setReported] = useState<Said>();
  const [chosen, setChosen] = useState<ReadonlySet<number>>();

  useEffect(() => void room.look(id), [room, id]);
  const [coming, setComing] = useState(false);
  const older = useCallback(() => {
    if (!log || coming || !hasOlder(log) || log.whole < log.from) return;
    setComing(true);
    room
      .older(id)
      .catch(() => undefined)
      .finally(() => setComing(false));
  }, [room, id, log, coming]);
  const isHere = log !== undefined && log.whole >= log.from;
  const { scroller, atEnd, toEnd, look } = useScroll(isHere ? log.from : undefined, `${log?.whole} ${pending.length}`, older);
  const lookNow = useRef(look);
  useEffect(() => void (lookNow.current = look), [look]);
  const visible = useVisible();
  useEffect(() => {
    if (visible && atEnd && isHere) room.read(id);
  }, [room, id, visible, atEnd, isHere, log?.whole]);
  const unread = unreadOf(chats, conversation, me.id);
  const go = useCallback(
    async (seq: number) => {
      const there = await room.reach(id, seq);
      const event = room.snapshot().logs.get(id)?.events.get(seq);
      if (event?.topic) setTopic(event.topic);
      else if (there) {
        requestAnimationFrame(() => {
          goTo(seq);
          lookNow.current();
        });
      }
    },
    [room, id],
  );
  useEffect(() => {
    if (jump === undefined || !isHere) return undefined;
    const soon = requestAnimationFrame(() => void go(jump));
    return () => cancelAnimationFrame(soon);
  }, [jump, isHere, go]);
  // Coming takes the mark away; a mark that is set while one looks stays, as whoever sets it is about to leave.
  const [came] = useState(conversation);
  useEffect(() => {
    if (came.marked) void setConversation(room, came, { unread: false }).catch(() => undefined);
  }, [room, came]);

  const say = (text: string, more: Says) => {
    if (aim.kind === "edit") {
      const { seq } = aim.of;
      room.edit(id, seq, text, { mentions: more.mentions ?? [], all: more.all ?? false }).catch((error: unknown) => void tell.warning(sayWhy(error)));
      return;
    }
    room.say(id, text, aim.kind === "reply" ? aim.to.seq : null, more);
    toEnd();
  };
  const warn = useCallback((error: unknown) => void tell.warning(sayWhy(error)), [tell, sayWhy]);
  const { hang } = hung;
  const sign = useCallback((line: Said, one: string, put: boolean) => void hang.sign(line.seq, one, put).catch(warn), [hang, warn]);
  const tray = trayOf(room, id);
  const canAdd = conversation.present && !why && (isOfMany(conversation) || Boolean(conversation.with)) && aim.kind !== "edit";
  const add = (files: readonly File[]) => {
    if (tray.add(files) > 0) void tell.warning(t("files.too_many", { count: FILES_MAX }));
  };
  const { isOver, drop } = useDrop(canAdd ? add : undefined);
  const act = useCallback(
    (what: Act, line: Said) => {
      if (what === "reply") setAim({ kind: "reply", to: line, name: line.by === me.id ? t("conversation.you") : nameOf(line.by) });
      else if (what === "edit") setAim({ kind: "edit", of: line });
      else if (what === "copy") void copyText(line.text ?? "").then((done) => void (done ? tell.success(t("conversation.copied")) : tell.warning(t("conversation.copy_failed"))));
      else if (what === "topic") setTopic(line.seq);
      else if (what === "forward") setForward([line.seq]);
      else if (what === "urge") setUrged(line.seq);
      else if (what === "report") setReported(line);
      else if (what === "select") setChosen((now) => turned(now, line.seq));
      else if (what === "star" || what === "unstar") hang.star(line.seq, what === "star").catch(warn);
      else if (what === "pin" || what === "unpin") hang.pin(line.seq, what === "pin").catch(warn);
      else if (what === "unpreview") hang.unpreview(line.seq).catch(warn);
      else setLooking({ kind: what, line });
    },
    [me.id, nameOf, t, tell, hang, warn],
  );
  const editLast = () => {
    const last = lines.findLast((line): line is Said => line.kind === "said" && line.by === me.id && Boolean(line.text));
    if (last) setAim({ kind: "edit", of: last });
  };

  const title = titleOf(conversation);
  const isGroup = isOfMany(conversation);
  const isAlone = !isGroup && !conversation.with;
  return (
    <section className="thread" aria-label={t("conversation.log", { name: title })} {...drop}>
      {isOver ? (
        <p className="drop-here">
          <Icon name="plus" size={32} />
          {t("files.drop")}
        </p>
      ) : null}
      <header className="thread-head">
        <Link to="/chats" className="round thread-back" aria-label={t("conversation.back")}>
          <Icon name="back" />
        </Link>
        {isGroup ? <GroupFace name={title} size={36} /> : <FaceThere person={conversation.with} name={title} size={36} />}
        <div className="thread-title">
          <h2>{title}</h2>
          <UnderName conversation={conversation} nameOf={nameOf} />
        </div>
        {isGroup ? (
          <button type="button" className="round" aria-label={t("conversation.members")} title={t("conversation.members")} onClick={() => setPanel(true)}>
            <Icon name="people" />
          </button>
        ) : null}
        {conversation.present && !isAlone && conversation.kind !== "channel" ? <CallButtons conversation={id} /> : null}
        <Menu room={room} conversation={conversation} nameOf={nameOf} onPrograms={() => setPrograms(true)} onOrder={() => setOrdering(true)} />
      </header>
      {isGroup ? <Keeping conversation={id} /> : null}
      <Granted conversation={id} />
      {conversation.org ? <Held conversation={id} /> : null}
      <Pinned conversation={id} since={hung.pinSince} nameOf={nameOf} onGo={(seq) => void go(seq)} />
      {chats.up || chats.phase === "opening" ? null : (
        <p className="thread-line" role="status">
          {t("conversation.offline")}
        </p>
      )}
      <div className="thread-scroll" ref={scroller} role="log" aria-live="polite" aria-label={t("conversation.messages")}>
        {isHere ? null : <Waiting label={t("conversation.opening")} />}
        {coming ? <p className="passed">{t("conversation.older")}</p> : null}
        {isHere && !hasOlder(log) ? <p className="passed">{t("conversation.begin")}</p> : null}
        <Lines me={me} lines={lines} events={log?.events} whole={log?.whole ?? 0} pending={pending} readTo={readTo} conversation={conversation} nameOf={nameOf} room={room} onAct={act} onSign={sign} topics={hung.topics} pinned={hung.pinned} starred={hung.starred} chosen={chosen} />
        {isGroup && isHere ? (
          <Suspense fallback={null}>
            <Given conversation={id} />
          </Suspense>
        ) : null}
      </div>
      {atEnd ? null : (
        <button type="button" className="to-end" onClick={toEnd}>
          <Icon name="back" size={16} />
          {unread > 0 ? t("conversation.to_new", { count: unread }) : t("conversation.to_end")}
        </button>
      )}
      {chosen ? (
        <ChosenBar count={chosen.size} onForward={() => setForward([...chosen])} onCancel={() => setChosen(undefined)} />
      ) : conversation.present && why ? (
        <Hushed why={why} conversation={conversation} />
      ) : conversation.present && !isAlone ? (
        <Composer key={aim.kind === "edit" ? aim.of.seq : "new"} me={me} conversation={conversation} since={since} drawer={drawer} aim={aim} onAim={setAim} onSay={say} onEditLast={editLast} tray={tray} onFiles={add} />
      ) : (
        <p className="thread-over">{t(isAlone ? "conversation.alone" : "conversation.left")}</p>
      )}
      <History conversation={id} line={looking?.kind === "history" ? looking.line : undefined} onClose={() => setLooking(undefined)} />
      <Recall room={room} conversation={id} line={looking?.kind === "recall" ? looking.line : undefined} onClose={() => setLooking(undefined)} />
      <Forward
        room={room}
        chats={chats}
        conversation={id}
        seqs={forward}
        onClose={() => setForward(undefined)}
        onDone={() => {
          setForward(undefined);
          setChosen(undefined);
          void tell.success(t("conversation.forwarded"));
        }}
      />
      {ordering ? (
        <Suspense fallback={null}>
          <OrderPanel
            conversation={conversation}
            nameOf={nameOf}
            onGo={(seq) => {
              setOrdering(false);
              void go(seq);
            }}
            onClose={() => setOrdering(false)}
          />
        </Suspense>
      ) : null}
      {reported ? <ReportDialog conversation={conversation} line={reported} name={nameOf(reported.by)} onClose={() => setReported(undefined)} /> : null}
      {urged === undefined ? null : (
        <Suspense fallback={null}>
          <Urge me={me} conversation={conversation} seq={urged} nameOf={nameOf} onClose={() => setUrged(undefined)} />
        </Suspense>
      )}
      <TopicPanel me={me} room={room} conversation={conversation} topic={topic} since={hung.topicSince} pending={waiting} nameOf={nameOf} onClose={() => setTopic(undefined)} />
      {isGroup ? <MembersPanel me={me} conversation={conversation} since={since} open={panel} onClose={() => setPanel(false)} /> : null}
      {isGroup && programs !== undefined ? (
        <Suspense fallback={null}>
          <ProgramsPanel conversation={conversation} nameOf={nameOf} open={programs} onClose={() => setPrograms(false)} />
        </Suspense>
      ) : null}
    </section>
  );
}
