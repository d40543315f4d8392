import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Dialog, Field, Note, TextField } from "@/ui/plain";
import { showInstant } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { type Later, laterQuery, useLaterActs } from "./later.data";

const HOUR_MS = 3_600_000;

type LaterDialogProps = { conversation: string; open: boolean; text: string; onClose: () => void; onKept: () => void };

/** Writes something to be sent later; changes and takes away what waits. */
export function LaterDialog({ conversation, open, text, onClose, onKept }: LaterDialogProps) {
  const { t } = useTranslation();
  return (
    <Dialog open={open} title={t("conversation.later")} closeLabel={t("common.close")} onClose={onClose}>
      {open ? <Waiting conversation={conversation} text={text} onKept={onKept} /> : null}
    </Dialog>
  );
}

function Waiting({ conversation, text, onKept }: Omit<LaterDialogProps, "open" | "onClose">) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const { put, remove } = useLaterActs(conversation);
  const waiting = (useQuery(laterQuery).data ?? []).filter((one) => one.conversation === conversation);
  const [edited, setEdited] = useState<Later>();
  const [mistake, setMistake] = useState<unknown>();
  const keep = async (words: string, due: Date) => {
    await put(words, due, edited?.id);
    if (!edited) onKept();
    setEdited(undefined);
    setMistake(undefined);
  };
  return (
    <div className="stack">
      <Write key={edited?.id ?? "new"} text={edited?.text ?? text} due={edited ? new Date(edited.due_at) : undefined} onKeep={keep} />
      {waiting.length > 0 ? (
        <ul className="later-list" aria-label={t("conversation.later_waiting")}>
          {waiting.map((one) => (
            <li key={one.id}>
              <span className="later-text">
                <strong>{showInstant(one.due_at, i18n.language)}</strong>
                <span>{one.text}</span>
                {one.refused ? <span className="small warn-text">{t("conversation.later_refused")}</span> : null}
              </span>
              <Button weight="quiet" onClick={() => setEdited(one)}>
                {t("conversation.later_change")}
              </Button>
              <Button weight="quiet" onClick={() => void remove(one.id).catch(setMistake)}>
                {t("conversation.later_remove")}
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
      {mistake === undefined ? null : <Note tone="warn" alert>{sayWhy(mistake)}</Note>}
    </div>
  );
}

function Write({ text, due, onKeep }: { text: string; due: Date | undefined; onKeep: (text: string, due: Date) => Promise<void> }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const [words, setWords] = useState(text);
  const [when, setWhen] = useState(() => localOf(due ?? new Date(Date.now() + HOUR_MS)));
  const [earliest] = useState(() => localOf(new Date()));
  const [busy, setBusy] = useState(false);
  const [mistake, setMistake] = useState<unknown>();
  return (
    <form
      className="stack tight"
      onSubmit={(event) => {
        event.preventDefault();
        setBusy(true);
        onKeep(words, new Date(when))
          .then(() => setMistake(undefined), setMistake)
          .finally(() => setBusy(false));
      }}
    >
      <TextField label={t("conversation.later_text")} value={words} rows={3} onChange={(event) => setWords(event.target.value)} />
      <Field label={t("conversation.later_when")} type="datetime-local" required value={when} min={earliest} onChange={(event) => setWhen(event.target.value)} />
      {mistake === undefined ? null : <Note tone="warn" alert>{sayWhy(mistake)}</Note>}
      <Button type="submit" weight="door" wide busy={busy} disabled={!words.trim() || !when}>
        {t(due ? "conversation.save" : "conversation.later_keep")}
      </Button>
    </form>
  );
}

/** As a field of a date and a time wants it: the reader's own zone. */
function localOf(at: Date): string {
  const two = (part: number) => String(part).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}
