/** A word that opens: recorded while a button is held, made words by this house, kept nowhere. */
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useOwn } from "@/community/doors/doors.data";
import { useActs } from "@/yard/acts";
import { answer, api } from "@/api/client";
import { Button, Note } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { beginClip, type Clip } from "@/yard/ticket/clip";

/** A wish is as short. */
const SECONDS_MAX = 6;

type Door = { id: string; name: string };

function useSay(home: string) {
  const { i18n } = useTranslation();
  return useActs([["community", "doors", home, "log"]], ({ sound, door }: { sound: Blob; door: string | undefined }) =>
    answer(
      api.POST("/api/v1/homes/{home}/doors/say", {
        params: { path: { home }, query: { tongue: i18n.language.slice(0, 2), ...(door ? { door } : {}) } },
        body: sound as never,
        bodySerializer: (body) => body,
        headers: { "Content-Type": sound.type },
      }),
    ),
  );
}

export function SayCard({ home }: { home: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const say = useSay(home);
  const { open } = useOwn(home);
  /** The door that was last opened or chosen here, for whoever names none. */
  const [beside, setBeside] = useState<Door>();
  const onSound = (sound: Blob) => {
    open.reset();
    say.mutate({ sound, door: beside?.id }, { onSuccess: ({ outcome, doors }) => (outcome === "opened" ? setBeside(doors[0]) : undefined) });
  };
  const talk = useTalk(onSound);
  const choose = (door: Door) => {
    setBeside(door);
    say.reset();
    open.mutate(door.id);
  };
  const heard = say.data;
  const opened = heard?.outcome === "opened" ? heard.doors[0] : open.isSuccess ? beside : undefined;
  const failed = [say, open].find(({ isError }) => isError);
  return (
    <section className="card stack" aria-labelledby="doors-say">
      <h2 id="doors-say">{t("air.say_title")}</h2>
      <p className="muted">{t("air.say_lead")}</p>
      <div className="row wrap">
        <button type="button" className={talk.listens ? "button plain hold held" : "button plain hold"} aria-busy={say.isPending} disabled={say.isPending} {...talk.handlers}>
          <span>{t(say.isPending ? "air.say_hears" : talk.listens ? "air.say_listens" : "air.say_hold")}</span>
        </button>
      </div>
      <div role="status">
        {talk.denied ? <Note tone="warn">{t("air.say_denied")}</Note> : null}
        {talk.ready ? <Note tone="good">{t("air.say_ready")}</Note> : null}
        {opened ? <Note tone="good">{t("passes.opened", { door: opened.name })}</Note> : null}
        {heard?.outcome === "nothing" ? <Note tone="warn">{t("air.say_nothing")}</Note> : null}
        {failed ? <Note tone="warn">{sayWhy(failed.error)}</Note> : null}
      </div>
      {heard?.outcome === "which" ? (
        <div className="stack tight">
          <p>{t("air.say_which")}</p>
          <div className="row wrap">
            {heard.doors.map((door) => (
              <Button key={door.id} busy={open.isPending} onClick={() => choose(door)}>
                {door.name}
              </Button>
            ))}
          </div>
        </div>
      ) : null}
    </section>
  );
}

/** Listens while a button is held. Whoever was asked for the microphone and let go meanwhile holds again. */
function useTalk(onSound: (sound: Blob) => void) {
  const clip = useRef<Clip>(undefined);
  const held = useRef(false);
  const [state, setState] = useState<"" | "listens" | "denied" | "ready">("");
  const end = () => {
    held.current = false;
    clip.current?.end();
    clip.current = undefined;
    setState((before) => (before === "listens" ? "" : before));
  };
  const begin = async () => {
    if (held.current) return;
    held.current = true;
    try {
      const begun = await beginClip((seconds) => (seconds >= SECONDS_MAX ? end() : undefined), onSound);
      if (held.current) {
        clip.current = begun;
        setState("listens");
      } else {
        begun.drop();
        setState("ready");
      }
    } catch {
      held.current = false;
      setState("denied");
    }
  };
  useEffect(
    () => () => {
      held.current = false;
      clip.current?.drop();
    },
    [],
  );
  const isKey = (key: string) => key === " " || key === "Enter";
  const handlers = {
    onPointerDown: () => void begin(),
    onPointerUp: end,
    onPointerLeave: end,
    onPointerCancel: end,
    onBlur: end,
    onContextMenu: (event: React.MouseEvent) => event.preventDefault(),
    onKeyDown: (event: React.KeyboardEvent) => {
      if (!isKey(event.key)) return;
      event.preventDefault();
      if (!event.repeat) void begin();
    },
    onKeyUp: (event: React.KeyboardEvent) => {
      if (isKey(event.key)) end();
    },
  };
  return { handlers, listens: state === "listens", denied: state === "denied", ready: state === "ready" };
}
