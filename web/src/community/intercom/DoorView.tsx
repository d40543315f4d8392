/** A visitor at the door: who rings where, his picture before anybody answers, and the button that is held to open. */
import { useEffect, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { Hold } from "@/community/doors/Hold";
import { Icon } from "@/ui/Icon";
import { App } from "@/ui/kit/Kit";
import { Picture, Sound } from "@/ui/Track";
import { useSayWhy } from "@/ui/words";
import { DoorRoom } from "./door.model";
import { answerDoor, type DoorCall, endDoor, openDoor, type Reply, replyAtDoor, watchDoor } from "./intercom.data";
import "./words";
import "./intercom.css";

/** `onHave` says whether the call is had here: it then goes on, though it was answered. */
type DoorViewProps = { call: DoorCall; replies: readonly Reply[]; onHave: (has: boolean) => void; onChanged: () => void };

export function DoorView({ call, replies, onHave, onChanged }: DoorViewProps) {
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
  /** Whoever answers or opens has the call, from the press on: news of it may be here before the answer. */
  const have = async (act: () => Promise<void>) => {
    onHave(true);
    try {
      await act();
    } catch (error) {
      if (!call.answered_at) onHave(false);
      warn(error);
    } finally {
      onChanged();
    }
  };
  const take = () => void have(async () => setSpoken((await answerDoor(id)).token));
  const open = () => void have(async () => void (await openDoor(id)));
  const end = () => void endDoor(id).catch(warn).finally(onChanged);
  const reply = (says: Reply) => void replyAtDoor(id, says).catch(warn).finally(onChanged);
  const says = t("intercom.rings", { station: call.station ?? "", number: call.number });
  return (
    <section className="door-call" role="alertdialog" aria-label={says}>
      <header>
        <b>{call.station}</b>
        <span>{t(call.leaving ? "intercom.leaving" : "intercom.asks", { number: call.number })}</span>
      </header>
      {room ? <Seen room={room} /> : <p className="door-picture">{t("intercom.dark")}</p>}
      {call.opened_at ? (
        <p className="door-open" role="status">
          {t("intercom.opened")}
        </p>
      ) : (
        <Hold className="door-hold" onHeld={open}>
          {(holds) => (
            <>
              <Icon name="lock" />
              {t(holds ? "intercom.opening" : "intercom.open")}
            </>
          )}
        </Hold>
      )}
      {replies.length > 0 ? (
        <div className="door-replies" role="group" aria-label={t("intercom.reply")}>
          {replies.map((one) => (
            <button key={one} type="button" onClick={() => reply(one)}>
              {t(`intercom.reply_${one}`)}
            </button>
          ))}
        </div>
      ) : null}
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
export function Seen({ room }: { room: DoorRoom }) {
  const { t } = useTranslation();
  const state = useSyncExternalStore(room.watch, room.snapshot);
  return (
    <>
      {state.picture ? <Picture track={state.picture} className="door-picture" aria-label={t("intercom.picture")} /> : <p className="door-picture">{t("intercom.dark")}</p>}
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
