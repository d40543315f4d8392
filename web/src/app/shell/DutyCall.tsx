/** The property's duty desk is called from a page: it rings, is spoken with, and is over. Leaving hangs up. */
import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import type { Frame } from "@/api/stream";
import { useHint } from "@/chat/live/work";
import { Sound } from "@/ui/Track";
import { DoorRoom } from "@/community/intercom/door.model";
import { callDesk, endDesk } from "@/community/intercom/intercom.data";
import "@/community/intercom/words";
import { Button, Note, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";

type Open = { id: string; room: DoorRoom };

/** Rings at the desk until the page or the desk ends it. */
function useDesk(home: string) {
  const [open, setOpen] = useState<Open>();
  // What is told of a call may be here before the call is: a phone that takes calls by itself is quick.
  const [told, setTold] = useState<ReadonlyMap<unknown, unknown>>(new Map());
  const [failed, setFailed] = useState<unknown>();
  useEffect(() => {
    const room = new DoorRoom();
    let isOver = false;
    let id: string | undefined;
    const call = async () => {
      const made = await callDesk(home);
      id = made.id;
      if (isOver) return void endDesk(id).catch(() => undefined);
      setOpen({ id, room });
      await room.join(made.token, true);
    };
    call().catch(setFailed);
    return () => {
      isOver = true;
      room.close();
      setOpen(undefined);
      // What the desk ended is over already.
      if (id) void endDesk(id).catch(() => undefined);
    };
  }, [home]);
  const heard = useCallback(({ body }: Frame) => setTold((known) => new Map(known).set(body["duty"], body["state"])), []);
  useHint("duty.changed", heard);
  const state = open ? told.get(open.id) : undefined;
  const phase = failed || state === "over" ? "over" : state === "answered" ? "speaks" : "rings";
  return { open, phase, failed };
}

type DutyProps = { home: string; onOver: () => void };

export function DutyCall({ home, onOver }: DutyProps) {
  const [turn, setTurn] = useState(0);
  return <Talk key={turn} home={home} onOver={onOver} onAgain={() => setTurn(turn + 1)} />;
}

/** One call, from the first ring to its end. */
function Talk({ home, onOver, onAgain }: DutyProps & { onAgain: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const { open, phase, failed } = useDesk(home);
  return (
    <div className="stack">
      {phase === "rings" ? <Waiting label={t("intercom.duty_rings")} /> : null}
      {phase === "rings" || failed ? null : <p role="status">{t(phase === "over" ? "intercom.duty_over" : "intercom.duty_speaks")}</p>}
      {failed ? <Note tone="warn" alert>{sayWhy(failed)}</Note> : null}
      {open ? <Heard room={open.room} /> : null}
      {phase === "over" ? (
        <Button weight="door" icon="mic" onClick={onAgain}>
          {t("intercom.duty_again")}
        </Button>
      ) : (
        <Button weight="danger" onClick={onOver}>
          {t("intercom.hang_up")}
        </Button>
      )}
    </div>
  );
}

/** Who speaks at the desk, and what keeps one from being heard or from hearing. */
function Heard({ room }: { room: DoorRoom }) {
  const { t } = useTranslation();
  const { sounds, soundBlocked, mute } = useSyncExternalStore(room.watch, room.snapshot);
  return (
    <>
      {sounds.map((track) => (
        <Sound key={track.sid} track={track} />
      ))}
      {soundBlocked ? <Button onClick={() => void room.allowSound()}>{t("call.sound")}</Button> : null}
      {mute ? <Note tone="warn" alert>{t("intercom.duty_mute")}</Note> : null}
    </>
  );
}
