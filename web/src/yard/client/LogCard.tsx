import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Note, TextField } from "@/ui/plain";
import { showDay } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { useWriteTicket } from "../ticket/ticket.data";

/** What scrolls can be reached by keys. */
const scrolls = { tabIndex: 0 };

type Props = { read: () => Promise<string>; onForget: () => Promise<void> };

/** The client's log: shown word for word before anything is sent, and sent as a letter to the house. */
export function LogCard({ read, onForget }: Props) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const write = useWriteTicket(true);
  const [log, setLog] = useState<string>();
  const [words, setWords] = useState("");
  const collect = () => void read().then(setLog);
  const forget = () => void onForget().then(() => setLog(undefined));
  const send = () => {
    const text = [words.trim(), t("client.log_head"), log].filter(Boolean).join("\n\n");
    write.mutate({ kind: "feedback", text, contact: null }, { onSuccess: () => setLog(undefined) });
  };
  return (
    <section className="card stack" aria-labelledby="client-log-title">
      <h2 id="client-log-title">{t("client.log")}</h2>
      <p className="muted">{t("client.log_lead")}</p>
      <div className="row wrap">
        <Button icon="eye" onClick={collect}>
          {t("client.log_collect")}
        </Button>
        <Button weight="quiet" onClick={forget}>
          {t("client.log_forget")}
        </Button>
      </div>
      {log === undefined ? null : (
        <>
          <pre className="sheet-text small" role="region" aria-label={t("client.log")} {...scrolls}>
            {log || t("client.log_empty")}
          </pre>
          <TextField label={t("client.log_words")} rows={3} maxLength={500} value={words} onChange={(event) => setWords(event.target.value)} />
          <Button weight="door" icon="send" busy={write.isPending} onClick={send}>
            {t("client.log_send")}
          </Button>
        </>
      )}
      {write.isError ? <Note tone="warn" alert>{sayWhy(write.error)}</Note> : null}
      {write.data ? (
        <Note tone="good" alert>
          {t("contact.made", { number: write.data.number, due: showDay(write.data.due_at, i18n.language) })}
        </Note>
      ) : null}
    </section>
  );
}
