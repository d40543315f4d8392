import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "@/ui/Icon";
import { addressOf, type ChatFile, showSpan } from "./shapes";

const SPEEDS = [1, 1.5, 2] as const;

/** How fast voices play, for all of this page; and the one that plays now. */
let speedNow: number = 1;
let playing: HTMLAudioElement | undefined;

/** A voice message: how loud it is along its way, how long, how fast; when it ends the next begins. */
export function Voice({ conversation, file }: { conversation: string; file: ChatFile }) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const sound = useRef<HTMLAudioElement>(null);
  const [isOn, setOn] = useState(false);
  const [isLost, setLost] = useState(false);
  const [at, setAt] = useState(0);
  const [speed, setSpeed] = useState(speedNow);
  const whole = file.millis ?? 0;
  useEffect(() => {
    if (!isOn) return undefined;
    let frame = 0;
    const look = () => {
      setAt((sound.current?.currentTime ?? 0) * 1000);
      frame = requestAnimationFrame(look);
    };
    frame = requestAnimationFrame(look);
    return () => cancelAnimationFrame(frame);
  }, [isOn]);
  const play = async () => {
    const own = sound.current;
    if (!own) return;
    if (playing && playing !== own) playing.pause();
    playing = own;
    own.playbackRate = speedNow;
    setSpeed(speedNow);
    await own.play().catch((why: unknown) => setLost(!(why instanceof DOMException && why.name === "AbortError")));
  };
  const next = () => {
    setOn(false);
    setAt(0);
    const all = [...document.querySelectorAll<HTMLElement>(".voice")];
    const after = box.current ? all[all.indexOf(box.current) + 1] : undefined;
    after?.querySelector<HTMLButtonElement>(".voice-play")?.click();
  };
  const faster = () => {
    speedNow = SPEEDS[(SPEEDS.findIndex((one) => one === speedNow) + 1) % SPEEDS.length] ?? 1;
    setSpeed(speedNow);
    if (sound.current) sound.current.playbackRate = speedNow;
  };
  const seek = (millis: number) => {
    setAt(millis);
    if (sound.current) sound.current.currentTime = millis / 1000;
  };
  const part = whole > 0 ? Math.min(1, at / whole) : 0;
  return (
    <div className="voice" ref={box} role="group" aria-label={t("files.voice", { span: showSpan(whole) })}>
      <audio ref={sound} preload="none" src={addressOf(conversation, file.id)} onPlay={() => setOn(true)} onPause={() => setOn(false)} onEnded={next} />
      <button type="button" className="voice-play" aria-label={t(isOn ? "files.voice_pause" : "files.voice_play", { span: showSpan(whole) })} onClick={() => (isOn ? sound.current?.pause() : void play())}>
        <Icon name={isOn ? "pause" : "play"} />
      </button>
      <span className="voice-way">
        <Wave wave={file.wave ?? []} part={part} />
        <input type="range" min={0} max={Math.max(1, whole)} step={100} value={Math.min(at, whole)} aria-label={t("files.voice_at")} aria-valuetext={showSpan(at)} onChange={(event) => seek(Number(event.target.value))} />
      </span>
      <span className="voice-span">{showSpan(isOn || at > 0 ? at : whole)}</span>
      <button type="button" className="voice-speed" aria-label={t("files.voice_speed", { speed })} onClick={faster}>
        {speed}×
      </button>
      {isLost ? <span role="alert">{t("files.gone")}</span> : null}
    </div>
  );
}

const WIDE = 3;

export function Wave({ wave, part }: { wave: readonly number[]; part: number }) {
  return (
    <svg className="wave" viewBox={`0 0 ${Math.max(1, wave.length) * WIDE} 24`} preserveAspectRatio="none" aria-hidden="true">
      {wave.map((loud, at) => {
        const high = Math.max(2, (loud / 255) * 22);
        return <rect key={at} className={at < part * wave.length ? "heard" : ""} x={at * WIDE + 0.5} y={12 - high / 2} width={WIDE - 1} height={high} rx={1} />;
      })}
    </svg>
  );
}
