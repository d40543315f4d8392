import { type ClipboardEvent, type KeyboardEvent, lazy, Suspense, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "@/ui/Icon";
import { App } from "@/ui/kit/Kit";
import type { Me } from "@/yard/me/me.data";
import type { Conversation } from "../live/chats.model";
import { Add } from "../file/Add";
import { say as sayName } from "../file/camera.say";
import type { Recorded } from "../file/record";
import { Recorder } from "../file/Recorder";
import { useSayLine } from "../file/say";
import { Tray } from "../file/Tray";
import { type Tray as TrayModel } from "../file/tray.model";
import { useTray } from "../file/trays";
import type { Drawer } from "../live/drawer";
import type { Says } from "../live/outbox.model";
import type { Said } from "../log/log.model";
import { useMention } from "../mention/useMention";
import { useAttach } from "../message/Attach";
import { useBare } from "../message/useBare";
import { useCommand } from "../programs/useCommand";
import { useHeard } from "../programs/useHeard";
import { useTells } from "../status/presence";
import { PACK, type StickerId } from "../sticker/sticker.model";

const Stickers = lazy(async () => ({ default: (await import("../sticker/Panel")).Panel }));

export const TEXT_MAX = 20_000;
const LINES_PX_MAX = 200;

/** What is written: something new, an answer to a message, or a message anew. */
export type Aim = { kind: "new" } | { kind: "reply"; to: Said; name: string } | { kind: "edit"; of: Said };

type ComposerProps = {
  me: Me;
  conversation: Conversation;
  /** The number of the last event by which somebody came or went. */
  since: number;
  drawer: Drawer | undefined;
  aim: Aim;
  onAim: (aim: Aim) => void;
  onSay: (text: string, more: Says) => void;
  /** The last message of mine is taken up again. */
  onEditLast: () => void;
  tray: TrayModel;
  onFiles: (files: readonly File[]) => void;
};

/** Made anew for each message that is changed: its key says which. */
export function Composer({ me, conversation, since, drawer, aim, onAim, onSay, onEditLast, tray, onFiles }: ComposerProps) {
  const { t } = useTranslation();
  const field = useRef<HTMLTextAreaElement>(null);
  const edited = aim.kind === "edit" ? aim.of : undefined;
  // While a message is changed, the draft waits in the drawer.
  const [text, setText] = useState(() => edited?.text ?? drawer?.draft(conversation.id) ?? "");

  useEffect(() => {
    if (aim.kind !== "new" || !isTouch()) field.current?.focus();
  }, [aim]);
  useLayoutEffect(() => {
    const own = field.current;
    if (!own) return;
    own.style.height = "auto";
    own.style.height = `${Math.min(own.scrollHeight + 2, LINES_PX_MAX)}px`;
  }, [text]);

  const { items } = useTray(tray);
  const hasFiles = !edited && items.length > 0;
  const canSend = Boolean(text.trim()) || hasFiles;
  const { message: tell } = App.useApp();
  const [isRecording, setRecording] = useState(false);
  const spoken = ({ sound, millis, wave }: Recorded) => {
    tray.sendAlone(new File([sound], sayName(t, "voice", sound.type), { type: sound.type }), aim.kind === "reply" ? aim.to.seq : null, { millis, wave });
    onAim({ kind: "new" });
  };
  const paste = (event: ClipboardEvent<HTMLTextAreaElement>) => {
    const files = [...event.clipboardData.files];
    if (edited || files.length === 0) return;
    event.preventDefault();
    onFiles(files);
  };

  const tells = useTells(conversation.id);
  const write = (typed: string) => {
    setText(typed);
    if (edited) return;
    drawer?.keepDraft(conversation.id, typed);
    if (conversation.kind !== "channel") tells(typed);
  };
  const isNew = !edited;
  const { id } = conversation;
  // What another device of mine wrote on stands here, too.
  useEffect(() => (isNew ? drawer?.watchDrafts((at) => at === id && setText(drawer.draft(id))) : undefined), [drawer, id, isNew]);
  const heard = useHeard(conversation, isNew ? text : "");
  const mention = useMention({ me: me.id, conversation, since, programs: heard.programs, text, field, onText: write });
  const attach = useAttach({ me, conversation: id, text, onCard: (card) => onSay("", { card }), onKept: () => write("") });
  const command = useCommand({ conversation, isOn: isNew && !hasFiles, text, field, onText: write });
  const { choice, bare, reset } = useBare(conversation, isNew ? text : "");
  const sayLine = useSayLine();
  const [stickers, setStickers] = useState(false);
  // What stands in the field stays there: a sticker goes alone.
  const stick = (sticker: StickerId) => {
    onSay("", { card: { kind: "sticker", pack: PACK, sticker } });
    drawer?.keepSticker(sticker);
    setStickers(false);
    onAim({ kind: "new" });
  };
  const send = () => {
    if (!canSend || command.isOpen) return;
    if (command.isGiven) return command.give();
    const { programs, ...named } = mention.named(text);
    const more = { ...named, ...heard.told(programs), ...bare };
    if (hasFiles) tray.send(text, aim.kind === "reply" ? aim.to.seq : null, more);
    else onSay(text, more);
    reset();
    write("");
    onAim({ kind: "new" });
    field.current?.focus();
  };
  const press = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // Enter may be choosing a Chinese word, also where the browser says so by 229 alone; only outside of that it sends.
    const isComposing = event.nativeEvent.isComposing || event.keyCode === 229;
    const isBare = !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey;
    if (isComposing || command.press(event) || mention.press(event)) return;
    if (event.key === "Enter" && (isBare ? !isTouch() : event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      send();
    } else if (event.key === "Escape" && aim.kind !== "new") {
      event.preventDefault();
      onAim({ kind: "new" });
    } else if (event.key === "ArrowUp" && isBare && text === "") {
      event.preventDefault();
      onEditLast();
    }
  };

  return (
    <>
      {stickers && !edited ? (
        <Suspense fallback={null}>
          <Stickers recent={drawer?.stickers ?? []} cross={<Icon name="close" size={18} />} onPick={stick} onClose={() => setStickers(false)} />
        </Suspense>
      ) : null}
      <form
        className="composer"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        {aim.kind === "new" ? null : (
          <div className="composer-aim">
            <span className="composer-aim-text">
              <strong>{aim.kind === "edit" ? t("conversation.editing") : t("conversation.replying", { name: aim.name })}</strong>
              <span>{sayLine(aim.kind === "edit" ? aim.of : aim.to)}</span>
            </span>
            <button type="button" className="round" aria-label={t("common.cancel")} onClick={() => onAim({ kind: "new" })}>
              <Icon name="close" size={18} />
            </button>
          </div>
        )}
        {mention.list}
        {command.list}
        {command.isGiven ? null : heard.strip(mention.named(text).programs)}
        {edited ? null : <Tray tray={tray} />}
        {choice}
        <div className={`composer-row ${isRecording ? "is-recording" : ""}`}>
          {edited ? null : attach.buttons}
          {edited ? null : <Add onFiles={onFiles} />}
          <textarea
            ref={field}
            rows={1}
            aria-label={t("conversation.write")}
            aria-describedby="composer-hint"
            placeholder={t("conversation.write")}
            value={text}
            maxLength={TEXT_MAX}
            enterKeyHint={isTouch() ? "enter" : "send"}
            onChange={(event) => {
              write(event.target.value);
              mention.moved();
              command.changed();
            }}
            onKeyDown={press}
            onSelect={mention.moved}
            onPaste={paste}
          />
          {edited || canSend ? null : (
            <button type="button" className="composer-tool" aria-expanded={stickers} aria-label={t("sticker.open")} title={t("sticker.open")} onClick={() => setStickers(!stickers)}>
              <Icon name="smile" />
            </button>
          )}
          {edited || canSend ? null : <Recorder onDone={spoken} onSay={(sentence) => void tell.warning(sentence)} onOn={setRecording} />}
          <button type="submit" className="composer-send" aria-label={t(edited ? "conversation.save" : "conversation.send")} disabled={!canSend}>
            <Icon name={edited ? "check" : "send"} />
          </button>
        </div>
        <p id="composer-hint" className="composer-hint">
          {t("conversation.write_hint")}
        </p>
      </form>
      {attach.dialogs}
    </>
  );
}

/** Under a thumb Enter is a new line; the button sends. */
function isTouch(): boolean {
  return matchMedia("(pointer: coarse)").matches;
}
