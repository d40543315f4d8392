import { type FormEvent, type KeyboardEvent, type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "@/ui/Icon";
import { Button, Dialog } from "@/ui/plain";
import { showClock } from "@/ui/when";
import { type Chat, type ChatLine, TEXT_MAX } from "./chat.model";
import { chatPicture, NoPicture, PictureTooLarge } from "./picture";
import { Thumbs } from "./Thumbs";

type ChatPanelProps = { chat: Chat; nameOf: (identity: string) => string; keep?: ((lines: readonly ChatLine[]) => ReactNode) | undefined };

/** The conversation beside the meeting; who has an account here may keep what was said on his device. */
export function ChatPanel({ chat, nameOf, keep }: ChatPanelProps) {
  const { t } = useTranslation();
  const state = useSyncExternalStore(chat.watch, chat.snapshot);
  useEffect(() => {
    chat.read(true);
    return () => chat.read(false);
  }, [chat]);

  if (state.phase === "unsupported") return <p>{t("chat.unsupported")}</p>;
  return (
    <div className="chat">
      <div className="chat-seal small">
        <p>{t("chat.sealed")}</p>
        {state.phase === "ready" ? (
          <p>
            <Icon name="shield" size={16} /> {t("chat.code")} <strong className="chat-code">{state.code || "…"}</strong>
            <br />
            {t("chat.code_hint")}
          </p>
        ) : (
          <p role="status">{t(state.phase === "alone" ? "chat.alone" : "chat.waiting")}</p>
        )}
      </div>
      <Lines lines={state.lines} nameOf={nameOf} />
      {state.lines.length > 0 ? keep?.(state.lines) : null}
      <Write chat={chat} ready={state.phase === "ready"} />
    </div>
  );
}

function Lines({ lines, nameOf }: { lines: readonly ChatLine[]; nameOf: (identity: string) => string }) {
  const { t } = useTranslation();
  const end = useRef<HTMLLIElement>(null);
  useEffect(() => {
    end.current?.scrollIntoView({ block: "end" }); // newer browsers answer with a promise, which is no clean-up
  }, [lines.length]);
  return (
    <ol className="chat-lines" role="log" aria-label={t("chat.title")}>
      {lines.length === 0 ? <li className="muted small">{t("chat.empty")}</li> : null}
      {lines.map((line, at) => (
        <Line key={line.id} line={line} name={nameOf(line.from)} first={lines[at - 1]?.from !== line.from} />
      ))}
      <li ref={end} aria-hidden="true" />
    </ol>
  );
}

function Line({ line, name, first }: { line: ChatLine; name: string; first: boolean }) {
  const { t, i18n } = useTranslation();
  const { body } = line;
  return (
    <li className={`chat-line ${line.mine ? "mine" : ""}`}>
      {first ? (
        <span className="chat-from small">
          {line.mine ? t("room.you", { name }) : name} · {showClock(new Date(line.at).toISOString(), i18n.language)}
        </span>
      ) : null}
      {body.kind === "text" ? <p>{body.text}</p> : null}
      {body.kind === "picture" ? <Shown url={body.url} label={t("chat.picture_by", { name })} /> : null}
      {body.kind === "coming" ? <p>{t("chat.picture_coming", { percent: Math.floor(body.share * 100) })}</p> : null}
      {body.kind === "broken" ? <p>{t("chat.picture_failed")}</p> : null}
    </li>
  );
}

function Shown({ url, label }: { url: string; label: string }) {
  const { t } = useTranslation();
  const [large, setLarge] = useState(false);
  return (
    <>
      <button type="button" className="chat-picture" aria-label={`${label}，${t("chat.open_picture")}`} onClick={() => setLarge(true)}>
        <img src={url} alt={label} />
      </button>
      <Dialog open={large} title={label} closeLabel={t("common.close")} onClose={() => setLarge(false)}>
        <img className="chat-large" src={url} alt={label} />
      </Dialog>
    </>
  );
}

function Write({ chat, ready }: { chat: Chat; ready: boolean }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [mistake, setMistake] = useState<string>();
  const [sending, setSending] = useState(false);
  const file = useRef<HTMLInputElement>(null);
  const [looking, setLooking] = useState<readonly File[]>([]);

  const attempt = async (work: () => Promise<void>) => {
    setSending(true);
    setMistake(undefined);
    try {
      await work();
    } catch (cause) {
      setMistake(t(cause instanceof PictureTooLarge ? "chat.picture_large" : cause instanceof NoPicture ? "chat.picture_wrong" : "chat.send_failed"));
    } finally {
      setSending(false);
    }
  };
  const say = () =>
    void attempt(async () => {
      await chat.say(text);
      setText("");
    });
  const show = (picture: File) => {
    setLooking([]);
    void attempt(async () => await chat.show(await chatPicture(picture)));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim()) say();
  };
  const press = (event: KeyboardEvent) => {
    // Enter may be choosing a Chinese word; only outside of that it sends.
    if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) submit(event);
  };

  return (
    <form className="chat-write" onSubmit={submit}>
      {mistake ? (
        <p className="mistake" role="alert">
          {mistake}
        </p>
      ) : null}
      {looking.length > 0 ? <Thumbs pictures={looking} onChoose={show} onClose={() => setLooking([])} /> : null}
      <textarea
        aria-label={t("chat.write")}
        placeholder={t("chat.write")}
        value={text}
        maxLength={TEXT_MAX}
        rows={2}
        disabled={!ready}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={press}
      />
      <div className="row apart">
        <input
          ref={file}
          type="file"
          accept="image/*"
          multiple
          hidden
          onChange={(event) => {
            const pictures = [...(event.target.files ?? [])];
            event.target.value = "";
            // One is meant; of several, which one is meant is looked up here, and the others stay here.
            const [only] = pictures;
            if (only && pictures.length === 1) show(only);
            else setLooking(pictures);
          }}
        />
        <button type="button" className="round" aria-label={t("chat.picture")} title={t("chat.picture")} disabled={!ready || sending} onClick={() => file.current?.click()}>
          <Icon name="picture" />
        </button>
        <Button type="submit" icon="send" disabled={!ready || !text.trim()} busy={sending}>
          {t("chat.send")}
        </Button>
      </div>
    </form>
  );
}
