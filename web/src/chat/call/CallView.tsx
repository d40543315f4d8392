/** The call that one is in: who is there, and the few buttons that one needs. */
import { useEffect, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { Icon, type IconName } from "@/ui/Icon";
import { App } from "@/ui/kit/Kit";
import { Dialog, Face } from "@/ui/plain";
import { Picture, Sound } from "@/ui/Track";
import { useSayWhy } from "@/ui/words";
import type { Me } from "@/yard/me/me.data";
import { useChats } from "../live/work";
import { membersQuery, useNames, useTitleOf } from "../people/people.data";
import { useQuery } from "@tanstack/react-query";
import { type Call, getCall, leaveCall, ringCall, type Seat, switchCall, upgradeCall } from "./calls.data";
import { CallIcon } from "./CallIcon";
import { CallRoom, type Sitter } from "./callroom.model";
import { useRing } from "./ring";
import { showSpan } from "./say";

type CallViewProps = { me: Me; seat: Seat; now: Call | undefined; gone: boolean; meetings: boolean; onOver: () => void };

/** What became of it stays to be read for so long, unless one closes it. */
const READ_MS = 5_000;

export function CallView({ me, seat, now, gone, meetings, onOver }: CallViewProps) {
  const { t } = useTranslation();
  const { message: tell } = App.useApp();
  const sayWhy = useSayWhy();
  const [room] = useState(() => new CallRoom());
  const state = useSyncExternalStore(room.watch, room.snapshot);
  const [ended, setEnded] = useState<Call>();
  const call = ended ?? now ?? seat.call;
  const [small, setSmall] = useState(false);
  const [adding, setAdding] = useState(false);
  const conversation = useChats().conversations.find(({ id }) => id === call.conversation);
  const nameOf = useNames(me, conversation);
  const titleOf = useTitleOf();
  const isOver = call.ended_at !== null && call.ended_at !== undefined;

  useEffect(() => {
    const { media } = seat;
    if (media) room.join(media.url, media.token, seat.call.kind === "video").catch(() => undefined);
    return () => room.close();
  }, [room, seat]);
  // It rings or runs no longer: what became of it is asked for.
  const isGone = gone || state.phase === "over";
  const { id } = call;
  useEffect(() => {
    if (isGone) void getCall(id).then((last) => (last.ended_at ? setEnded(last) : undefined), onOver);
  }, [isGone, id, onOver]);
  const { meeting } = call;
  useEffect(() => {
    if (!isOver) return undefined;
    room.close();
    if (meeting) location.assign(`/m/${meeting}`);
    const soon = setTimeout(onOver, READ_MS);
    return () => clearTimeout(soon);
  }, [isOver, meeting, room, onOver]);
  const isWaiting = !isOver && !call.answered_at;
  useRing(isWaiting && call.by === me.id ? "out" : undefined);

  const leave = () => {
    room.close();
    void leaveCall(id).catch(() => undefined);
    onOver();
  };
  const own = state.sitters.find((one) => one.me);
  const others = state.sitters.filter((one) => !one.me);
  const personOf = (identity: string) => call.people.find((one) => one.identity === identity)?.person ?? "";
  const warn = (error: unknown) => void tell.warning(sayWhy(error));
  const camera = (on: boolean) => {
    void room.set("camera", on);
    const anybody = on || others.some((one) => one.camera);
    void switchCall(id, anybody ? "video" : "voice").catch(() => undefined);
  };
  const ringing = call.people.filter((one) => one.state === "ringing");
  const title = conversation ? titleOf(conversation) : nameOf(call.by);
  return (
    <section className={`call-view ${small ? "small" : ""}`} aria-label={t("call.with", { name: title })}>
      <header>
        <h2>{title}</h2>
        <p role="status">{isOver ? t(`call.over_${overWord(call, me.id)}`) : isWaiting ? t("call.waiting") : state.phase === "in" ? <Clock since={call.answered_at ?? call.begun_at} /> : t("call.connecting")}</p>
        <button type="button" className="round" aria-label={t(small ? "call.larger" : "call.smaller")} title={t(small ? "call.larger" : "call.smaller")} onClick={() => setSmall(!small)}>
          <Icon name="grid" />
        </button>
      </header>
      <ul className={`call-stage of-${Math.min(others.length, 4)}`}>
        {others.map((one) => (
          <Tile key={one.identity} sitter={one} name={nameOf(personOf(one.identity))} />
        ))}
        {others.length === 0 ? (
          <li className="call-tile">
            <Face name={title} size={96} />
          </li>
        ) : null}
        {own ? <Tile sitter={own} name={me.name} /> : null}
      </ul>
      {state.sounds.map((track) => (
        <Sound key={track.sid} track={track} />
      ))}
      {state.refused.map((device) => (
        <p key={device} className="call-note" role="alert">
          {t(`call.refused_${device}`)}
        </p>
      ))}
      {conversation?.kind === "group" && ringing.length > 0 ? <p className="call-note">{t("call.rung", { names: ringing.map(({ person }) => nameOf(person)).join("、") })}</p> : null}
      {state.soundBlocked && !isOver ? (
        <button type="button" className="call-note" onClick={() => void room.allowSound()}>
          {t("call.sound")}
        </button>
      ) : null}
      <footer>
        {isOver ? (
          <Control icon="close" label={t("call.close")} onClick={onOver} />
        ) : (
          <>
            <Control icon={own?.microphone ? "mic" : "micOff"} label={t(own?.microphone ? "call.mute" : "call.unmute")} onClick={() => void room.set("microphone", !own?.microphone)} />
            <Control icon={own?.camera ? "camera" : "cameraOff"} label={t(own?.camera ? "call.camera_off" : "call.camera_on")} onClick={() => camera(!own?.camera)} />
            {conversation?.kind === "group" ? <Control icon="plus" label={t("call.add")} onClick={() => setAdding(true)} /> : null}
            {meetings && call.answered_at ? <Control icon="people" label={t("call.upgrade")} onClick={() => void upgradeCall(id).catch(warn)} /> : null}
            <Control icon="hangUp" weight="danger" label={t(isWaiting ? "call.cancel" : "call.leave")} onClick={leave} />
          </>
        )}
      </footer>
      {conversation ? <Add open={adding} me={me} call={call} nameOf={nameOf} onClose={() => setAdding(false)} onRing={(person) => void ringCall(id, [person]).then(() => setAdding(false), warn)} /> : null}
    </section>
  );
}

/** What became of a call, in a word. */
function overWord({ answered_at: answered, people, by }: Call, me: string): "done" | "declined" | "busy" | "missed" {
  if (answered) return "done";
  const others = people.filter(({ person }) => person !== by);
  if (others.some(({ state }) => state === "declined")) return "declined";
  if (others.length > 0 && others.every(({ state }) => state === "busy")) return "busy";
  return by === me && others.some(({ state }) => state === "missed") ? "missed" : "done";
}

function Clock({ since }: { since: string }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const tick = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(tick);
  }, []);
  return <time role="timer">{showSpan(Math.max(0, (now - Date.parse(since)) / 1_000))}</time>;
}

function Control({ icon, label, weight, onClick }: { icon: IconName | "hangUp"; label: string; weight?: "danger"; onClick: () => void }) {
  return (
    <button type="button" className={`call-round ${weight ?? ""}`} aria-label={label} title={label} onClick={onClick}>
      {icon === "hangUp" ? <CallIcon name="hangUp" size={22} /> : <Icon name={icon} size={22} />}
    </button>
  );
}

function Tile({ sitter, name }: { sitter: Sitter; name: string }) {
  const { t } = useTranslation();
  return (
    <li className={`call-tile ${sitter.speaking ? "speaking" : ""} ${sitter.me ? "mine" : ""}`} aria-label={sitter.me ? t("call.you") : name}>
      {sitter.camera ? <Picture track={sitter.camera} /> : <Face name={name} size={sitter.me ? 40 : 96} />}
      <span className="call-name">
        {sitter.microphone ? null : <Icon name="micOff" size={16} />}
        {sitter.me ? t("call.you") : name}
      </span>
    </li>
  );
}

type AddProps = { open: boolean; me: Me; call: Call; nameOf: (person: string) => string; onClose: () => void; onRing: (person: string) => void };

/** Whom of the group to call, too. */
function Add({ open, me, call, nameOf, onClose, onRing }: AddProps) {
  const { t } = useTranslation();
  const { data: members } = useQuery({ ...membersQuery(call.conversation), enabled: open });
  const there = new Set(call.people.filter(({ state }) => state === "joined" || state === "ringing").map(({ person }) => person));
  const free = (members ?? []).filter(({ person, present }) => present && person !== me.id && !there.has(person));
  return (
    <Dialog open={open} title={t("call.add")} closeLabel={t("common.close")} onClose={onClose}>
      {free.length === 0 ? <p className="muted">{t("call.add_none")}</p> : null}
      <ul className="call-add">
        {free.map(({ person }) => (
          <li key={person}>
            <button type="button" onClick={() => onRing(person)}>
              <Face name={nameOf(person)} size={32} />
              <span>{nameOf(person)}</span>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
