/** A visitor at the door: who rings where, his picture before anybody answers, and the button that is held to open. */
import type { RemoteTrack } from "livekit-client";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "@/ui/Icon";
import { App } from "@/ui/kit/Kit";
import { useSayWhy } from "@/ui/words";
import { DoorRoom } from "./door.model";
import { answerDoor, type DoorCall, endDoor, openDoor, watchDoor } from "./intercom.data";
import "./words";
import "./intercom.css";

/** So long is the button held: nobody opens a door by a slip. */
const HOLD_MS = 800;

type DoorViewProps = { call: DoorCall; onChanged: () => void };

export function DoorView({ call, onChanged }: DoorViewProps) {
  const { t } = useTranslation();
  const { message: tell } = App.useApp();
  const sayWhy = useSayWhy();
  const [spoken, setSpoken] = useState<string>();
  const [room, setRoom] = useState<DoorRoom>();
  const { id } = call;
  useEffect(() => {
    const own = new DoorRoom();
    let isOver = false;
    const enter = async () => {
      const token = spoken ?? (await watchDoor(id)).token;
      if (isOver) return;
      setRoom(own);
      await own.join(token, spoken !== undefined);
    };
    // Without its picture the door is answered and opened all the same.
    enter().catch(() => undefined);
    return () => {
      isOver = true;
      own.close();
    };
  }, [id, spoken]);
  const warn = (error: unknown) => void tell.warning(sayWhy(error));
  const take = () => void answerDoor(id).then(({ token }) => setSpoken(token), warn).finally(onChanged);
  const open = () => void openDoor(id).catch(warn).finally(onChanged);
  const end = () => void endDoor(id).catch(warn).finally(onChanged);
  const says = t("intercom.rings", { station: call.station ?? "", number: call.number });
  return (
    <section className="door-call" role="alertdialog" aria-label={says}>
      <header>
        <b>{call.station}</b>
        <span>{t("intercom.asks", { number: call.number })}</span>
      </header>
      {room ? <Seen room={room} /> : <p className="door-picture">{t("intercom.dark")}</p>}
      {call.opened_at ? (
        <p className="door-open" role="status">
          {t("intercom.opened")}
        </p>
      ) : (
        <Hold onHeld={open} />
      )}
      <footer>
        <button type="button" className="door-no" onClick={end}>
          <Icon name="close" />
          {t(spoken ? "intercom.hang_up" : "intercom.refuse")}
        </button>
        {spoken ? null : (
          <button type="button" className="door-yes" onClick={take} autoFocus>
            <Icon name="mic" />
            {t("intercom.answer")}
          </button>
        )}
      </footer>
    </section>
  );
}

/** What the station shows, and its sound. */
function Seen({ room }: { room: DoorRoom }) {
  const { t } = useTranslation();
  const state = useSyncExternalStore(room.watch, room.snapshot);
  return (
    <>
      {state.picture ? <Picture track={state.picture} label={t("intercom.picture")} /> : <p className="door-picture">{t("intercom.dark")}</p>}
      {state.sounds.map((track) => (
        <Sound key={track.sid} track={track} />
      ))}
      {state.soundBlocked ? (
        <button type="button" className="door-note" onClick={() => void room.allowSound()}>
          {t("call.sound")}
        </button>
      ) : null}
      {state.mute ? (
        <p className="door-note" role="alert">
          {t("intercom.no_microphone")}
        </p>
      ) : null}
    </>
  );
}

function Picture({ track, label }: { track: RemoteTrack; label: string }) {
  const at = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = at.current;
    if (!element) return undefined;
    track.attach(element);
    return () => void track.detach(element);
  }, [track]);
  return <video ref={at} className="door-picture" aria-label={label} autoPlay playsInline muted />;
}

function Sound({ track }: { track: RemoteTrack }) {
  const at = useRef<HTMLAudioElement>(null);
  useEffect(() => {
    const element = at.current;
    if (!element) return undefined;
    track.attach(element);
    return () => void track.detach(element);
  }, [track]);
  return <audio ref={at} autoPlay />;
}

/** A button that acts when it was held. */
function Hold({ onHeld }: { onHeld: () => void }) {
  const { t } = useTranslation();
  const [held, setHeld] = useState(false);
  const act = useRef(onHeld);
  useEffect(() => {
    act.current = onHeld;
  });
  useEffect(() => {
    if (!held) return undefined;
    const timer = setTimeout(() => {
      setHeld(false);
      act.current();
    }, HOLD_MS);
    return () => clearTimeout(timer);
  }, [held]);
  const release = () => setHeld(false);
  const isKey = (key: string) => key === " " || key === "Enter";
  return (
    <button
      type="button"
      className={held ? "door-hold held" : "door-hold"}
      onPointerDown={() => setHeld(true)}
      onPointerUp={release}
      onPointerLeave={release}
      onPointerCancel={release}
      onKeyDown={({ key }) => (isKey(key) ? setHeld(true) : undefined)}
      onKeyUp={({ key }) => (isKey(key) ? release() : undefined)}
      onBlur={release}
    >
      <Icon name="lock" />
      {t(held ? "intercom.opening" : "intercom.open")}
    </button>
  );
}
