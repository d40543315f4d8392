/** The meeting itself: people, controls, and a panel beside them. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense, useEffect, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "@/ui/Icon";
import { Button, Dialog } from "@/ui/plain";
import { keepAwake } from "@/ui/platform";
import { showNumber } from "@/ui/when";
import { Sound } from "@/ui/Track";
import type { ChatLine } from "../chat/chat.model";
import { ChatPanel } from "../chat/ChatPanel";
import { isAllowed, whyRefused } from "../green/devices";
import { People } from "../people/People";
import { Invite } from "../start/Invite";
import { Controls, type Panel } from "./Controls";
import type { Ending } from "./rejoin.model";
import { type DeviceKind, MeetingRoom } from "./room.model";
import { askSeat, hostActs, presentQuery, type Seat, type Wishes } from "./seat";
import { Stage, type View } from "./Stage";
import "./room.css";

const KeepChat = lazy(() => import("../kept/KeepChat"));

type MeetingViewProps = {
  seat: Seat;
  name: string;
  passcode: string | undefined;
  wishes: Wishes;
  onOver: (ending: Ending) => void;
};

export default function MeetingView({ seat, name, passcode, wishes, onOver }: MeetingViewProps) {
  const { t } = useTranslation();
  const guest = seat.guest_token ? name : undefined;
  const room = useRoom(seat, wishes, passcode, guest);
  useEffect(keepAwake, []);
  if (!room) return null;
  return <Inside key={seat.identity} room={room} seat={seat} name={name} passcode={passcode} onOver={onOver} title={seat.meeting.title || t("meet.untitled")} />;
}

function useRoom(seat: Seat, wishes: Wishes, passcode: string | undefined, guest: string | undefined): MeetingRoom | undefined {
  const [room, setRoom] = useState<MeetingRoom>();
  useEffect(() => {
    const opened = new MeetingRoom(seat, wishes, () => askSeat({ number: seat.meeting.number, passcode, name: guest }));
    setRoom(opened);
    void opened.join();
    return () => void opened.leave();
    // A seat is sat on once: what was wished for counts when one sits down.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [seat]);
  return room;
}

type InsideProps = Omit<MeetingViewProps, "wishes"> & { room: MeetingRoom; title: string };

function Inside({ room, seat, name, passcode, title, onOver }: InsideProps) {
  const { t } = useTranslation();
  const state = useSyncExternalStore(room.watch, room.snapshot);
  const chat = useSyncExternalStore(room.chat.watch, room.chat.snapshot);
  const { nameOf, present } = useNames(seat, name, state.sitters.map(({ identity }) => identity).join());
  const [view, setView] = useState<View>("grid");
  const [panel, setPanel] = useState<Panel>();
  const [leaving, setLeaving] = useState(false);
  const device = useDevices(room);
  const { phase, ending } = state;
  useEffect(() => {
    if (phase === "over" && ending) onOver(ending);
  }, [phase, ending, onOver]);

  // A guest has nothing here that is his own next time.
  const keep = seat.guest_token
    ? undefined
    : (lines: readonly ChatLine[]) => (
        <Suspense fallback={null}>
          <KeepChat meeting={seat.meeting.id} title={title} lines={lines} nameOf={nameOf} />
        </Suspense>
      );
  const panels: Record<Panel, { title: string; body: ReactNode }> = {
    chat: { title: t("chat.title"), body: <ChatPanel chat={room.chat} nameOf={nameOf} keep={keep} /> },
    people: {
      title: t("room.participants_count", { count: state.sitters.length }),
      body: (
        <People
          seat={seat}
          sitters={state.sitters}
          present={present}
          nameOf={nameOf}
          onInvite={() => setPanel("invite")}
        />
      ),
    },
    invite: { title: t("meet.invite_title"), body: <Invite meeting={seat.meeting} passcode={passcode} /> },
  };

  return (
    <div className="room" data-phase={phase}>
      <header className="room-head">
        <h1>{title}</h1>
        <span className="small">{showNumber(seat.meeting.number)}</span>
        <button type="button" className="control slim" onClick={() => setPanel(panel === "invite" ? undefined : "invite")}>
          <Icon name="plus" size={18} />
          <span>{t("room.invite")}</span>
        </button>
      </header>
      <Banners room={room} device={device} />
      <main className="room-main" id="main">
        <Stage room={state} view={view} nameOf={nameOf} />
        {panel ? (
          <aside className="panel" aria-label={panels[panel].title}>
            <header className="row apart">
              <h2>{panels[panel].title}</h2>
              <button type="button" className="round" aria-label={t("common.close")} onClick={() => setPanel(undefined)}>
                <Icon name="close" />
              </button>
            </header>
            <div className="panel-body">{panels[panel].body}</div>
          </aside>
        ) : null}
      </main>
      <Controls
        me={state.sitters.find(({ me }) => me)}
        view={view}
        panel={panel}
        unread={chat.unread}
        count={state.sitters.length}
        onDevice={device.ask}
        onView={setView}
        onPanel={setPanel}
        onLeave={() => (seat.meeting.host ? setLeaving(true) : void room.leave())}
      />
      {state.sounds.map((track) => (
        <Sound key={track.sid ?? track.mediaStreamTrack.id} track={track} />
      ))}
      <p className="unseen" role="status">
        {state.sitters.filter(({ speaking, me }) => speaking && !me).map(({ identity }) => t("room.speaking_who", { name: nameOf(identity) })).join(" ")}
      </p>
      <AskDialog device={device} />
      <LeaveDialog open={leaving} meeting={seat.meeting.id} onClose={() => setLeaving(false)} onLeave={() => void room.leave()} />
    </div>
  );
}

/** Names by identity, asked of the house again whenever somebody comes or goes. */
function useNames(seat: Seat, me: string, identities: string) {
  const { t } = useTranslation();
  const { data, refetch } = useQuery(presentQuery(seat));
  useEffect(() => void refetch(), [identities, refetch]);
  const present = data?.items ?? [];
  const nameOf = (identity: string) =>
    present.find((one) => one.identity === identity)?.name || (identity === seat.identity ? me : "") || t("room.someone");
  return { nameOf, present };
}

type Devices = {
  asking: DeviceKind | undefined;
  mistake: string | undefined;
  ask: (kind: DeviceKind, on: boolean) => void;
  go: () => void;
  later: () => void;
};

/** A device is asked for at the moment of use, with its purpose shown first. */
function useDevices(room: MeetingRoom): Devices {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<DeviceKind>();
  const [mistake, setMistake] = useState<string>();
  const set = useMutation({
    mutationFn: ({ kind, on }: { kind: DeviceKind; on: boolean }) => room.set(kind, on),
    onMutate: () => setMistake(undefined),
    onError: (cause, { kind }) => {
      if (kind !== "screen") setMistake(t(`green.${whyRefused(cause)}_${kind}`)); // a screen that was not chosen is no mistake
    },
  });
  const ask = async (kind: DeviceKind, on: boolean) => {
    if (on && (kind === "screen" || !(await isAllowed(kind)))) setAsking(kind);
    else set.mutate({ kind, on });
  };
  return {
    asking,
    mistake,
    ask: (kind, on) => void ask(kind, on),
    go: () => {
      if (asking) set.mutate({ kind: asking, on: true });
      setAsking(undefined);
    },
    later: () => setAsking(undefined),
  };
}

function AskDialog({ device }: { device: Devices }) {
  const { t } = useTranslation();
  const word = device.asking === "microphone" ? "mic" : (device.asking ?? "mic");
  return (
    <Dialog open={device.asking !== undefined} title={t(`room.ask_${word}_title`)} closeLabel={t("common.close")} onClose={device.later}>
      <div className="stack">
        <p>{t(`room.ask_${word}`)}</p>
        <div className="equal">
          <Button onClick={device.later}>{t("room.ask_later")}</Button>
          <Button onClick={device.go}>{t("room.ask_go")}</Button>
        </div>
      </div>
    </Dialog>
  );
}

const NOTICE_MS = 6_000;

function Banners({ room, device }: { room: MeetingRoom; device: Devices }) {
  const { t } = useTranslation();
  const state = useSyncExternalStore(room.watch, room.snapshot);
  const { notice } = state;
  useEffect(() => {
    if (!notice) return undefined;
    const timer = setTimeout(() => room.dismissNotice(), NOTICE_MS);
    return () => clearTimeout(timer);
  }, [notice, room]);
  return (
    <div className="banners">
      {state.phase === "connecting" ? <Banner>{t("room.connecting")}</Banner> : null}
      {state.phase === "reconnecting" ? <Banner warn>{t("room.reconnecting")}</Banner> : null}
      {notice ? <Banner>{t(`room.${notice}`)}</Banner> : null}
      {device.mistake ? <Banner warn>{device.mistake}</Banner> : null}
      {state.phase === "in" && state.sitters.length === 1 ? <Banner>{t("room.alone")}</Banner> : null}
      {state.soundBlocked && state.sounds.length > 0 ? (
        <Banner warn>
          {t("room.sound_blocked")}{" "}
          <button type="button" className="link" onClick={() => void room.allowSound()}>
            {t("room.sound_on")}
          </button>
        </Banner>
      ) : null}
    </div>
  );
}

function Banner({ children, warn }: { children: ReactNode; warn?: boolean }) {
  return (
    <div className={`banner ${warn ? "warn" : ""}`} role="status">
      {warn ? <Icon name="warn" /> : null}
      <span>{children}</span>
    </div>
  );
}

type LeaveDialogProps = { open: boolean; meeting: string; onClose: () => void; onLeave: () => void };

function LeaveDialog({ open, meeting, onClose, onLeave }: LeaveDialogProps) {
  const { t } = useTranslation();
  const end = useMutation({ mutationFn: hostActs(meeting).end });
  return (
    <Dialog open={open} title={t("room.leave_title")} closeLabel={t("common.close")} onClose={onClose}>
      <div className="stack">
        <p>{t("room.end_hint")}</p>
        <Button wide onClick={onLeave}>
          {t("room.leave_me")}
        </Button>
        <Button weight="danger" icon="warn" wide busy={end.isPending} onClick={() => end.mutate()}>
          {t("room.end_all")}
        </Button>
      </div>
    </Dialog>
  );
}
