import { type PointerEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "@/ui/Icon";
import { showSpan } from "./shapes";
import { type Recorded, type Recording, record } from "./record";

/** Shorter than this was a slip of the finger. */
const SHORT_MS = 600;
/** So far to the left is "never mind". */
const SLIDE_PX = 96;
const BARS = 24;

type RecorderProps = {
  onDone: (said: Recorded) => void;
  /** A sentence for the person: what did not work. */
  onSay: (sentence: string) => void;
  onOn: (isOn: boolean) => void;
};

/** The microphone: a press begins, a press sends; Esc, the cross or a slide to the left forgets it. */
export function Recorder({ onDone, onSay, onOn }: RecorderProps) {
  const { t } = useTranslation();
  const own = useRef<Recording>(undefined);
  const isGone = useRef(false);
  const [state, setState] = useState<"off" | "asking" | "on">("off");
  const [millis, setMillis] = useState(0);
  const [louds, setLouds] = useState<readonly number[]>([]);
  const [slid, setSlid] = useState(0);
  const from = useRef<number>(undefined);
  const turn = (next: typeof state) => {
    setState(next);
    onOn(next !== "off");
  };
  const cancel = () => {
    own.current?.drop();
    own.current = undefined;
    setSlid(0);
    from.current = undefined;
    turn("off");
  };
  const end = async () => {
    const recording = own.current;
    own.current = undefined;
    if (!recording) return;
    const said = await recording.end();
    turn("off");
    if (said.millis < SHORT_MS || said.sound.size === 0) onSay(t("files.record_short"));
    else onDone(said);
  };
  const ending = useRef(end);
  useEffect(() => {
    ending.current = end;
  });
  useEffect(() => {
    isGone.current = false;
    return () => {
      isGone.current = true;
      own.current?.drop();
    };
  }, []);
  useEffect(() => {
    if (state !== "on") return undefined;
    const press = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      cancel();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  });
  const begin = async () => {
    if (!navigator.mediaDevices || !("MediaRecorder" in globalThis)) {
      onSay(t("files.record_missing"));
      return;
    }
    turn("asking");
    setMillis(0);
    setLouds([]);
    try {
      const look = (now: number, loud: number) => {
        setMillis(now);
        setLouds((before) => [...before.slice(1 - BARS), loud]);
      };
      const recording = await record(look, () => void ending.current());
      if (isGone.current) return recording.drop();
      own.current = recording;
      turn("on");
    } catch {
      turn("off");
      onSay(t("files.record_denied"));
    }
  };
  if (state !== "on")
    return (
      <button type="button" className="composer-tool" aria-label={t("files.record")} title={t("files.record")} disabled={state === "asking"} onClick={() => void begin()}>
        <Icon name="mic" />
      </button>
    );
  const slide = (event: PointerEvent) => {
    if (from.current === undefined) return;
    const left = Math.max(0, from.current - event.clientX);
    setSlid(left);
    if (left > SLIDE_PX) cancel();
  };
  return (
    <div
      className="recorder"
      role="group"
      aria-label={t("files.recording")}
      style={{ translate: `${-slid}px 0`, opacity: 1 - slid / (SLIDE_PX * 1.5) }}
      onPointerDown={(event) => {
        from.current = event.clientX;
        setSlid(0);
      }}
      onPointerMove={slide}
      onPointerUp={() => {
        from.current = undefined;
        setSlid(0);
      }}
    >
      <button type="button" className="composer-tool" aria-label={t("files.record_cancel")} title={t("files.record_cancel")} onClick={cancel}>
        <Icon name="close" />
      </button>
      <span className="recorder-dot" aria-hidden="true" />
      <span className="recorder-span" role="timer">
        {showSpan(millis)}
      </span>
      <span className="recorder-louds" aria-hidden="true">
        {louds.map((loud, at) => (
          <i key={at} style={{ height: `${Math.max(8, Math.min(1, loud * 1.6) * 100)}%` }} />
        ))}
      </span>
      <span className="recorder-hint">{t("files.record_hint")}</span>
      {/* It is there the moment that the recording begins, so that the keyboard goes on from it. */}
      <button ref={(button) => button?.focus()} type="button" className="composer-send" aria-label={t("files.record_send")} onClick={() => void end()}>
        <Icon name="send" />
      </button>
    </div>
  );
}
