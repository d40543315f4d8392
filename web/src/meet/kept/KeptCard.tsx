import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { PickFile } from "@/ui/PickFile";
import { PASSPHRASE_MIN } from "@/ui/pack";
import { Button, Dialog, Field, Note } from "@/ui/plain";
import { saveFile } from "@/yard/rights/file";
import { showClock, showDay } from "@/ui/when";
import { keptQuery, useKept } from "./kept.data";
import type { KeptChat } from "./kept.model";

/** The chats that are kept in this browser, and the file in which they and the settings go elsewhere. */
export default function KeptCard({ me }: { me: string }) {
  const { t, i18n } = useTranslation();
  const chats = useQuery(keptQuery(me));
  const { forget } = useKept(me);
  const [shown, setShown] = useState<KeptChat>();
  return (
    <section className="card stack" aria-labelledby="kept-title">
      <h2 id="kept-title">{t("kept.title")}</h2>
      <p className="muted">{t("kept.lead")}</p>
      {chats.isError ? <Note tone="warn">{t("kept.failed")}</Note> : null}
      {chats.data?.length === 0 ? <p>{t("kept.empty")}</p> : null}
      <ul className="lines">
        {chats.data?.map((chat) => (
          <li key={chat.id} className="row wrap apart">
            <span>
              <strong>{chat.title}</strong>{" "}
              <span className="small muted">
                {showDay(new Date(chat.at).toISOString(), i18n.language)} · {t("kept.lines", { count: chat.lines.length })}
              </span>
            </span>
            <span className="row">
              <Button onClick={() => setShown(chat)}>{t("kept.open")}</Button>
              <Button weight="quiet" busy={forget.isPending} onClick={() => forget.mutate(chat.id)}>
                {t("kept.forget")}
              </Button>
            </span>
          </li>
        ))}
      </ul>
      <Dialog open={shown !== undefined} title={shown?.title ?? ""} closeLabel={t("common.close")} onClose={() => setShown(undefined)}>
        {shown ? <Lines chat={shown} /> : null}
      </Dialog>
      <Pack me={me} />
    </section>
  );
}

function Lines({ chat }: { chat: KeptChat }) {
  const { t, i18n } = useTranslation();
  return (
    <ol className="lines">
      {chat.lines.map((line, at) => (
        <li key={`${line.at} ${at}`}>
          <span className="small muted">
            {line.from} · {showClock(new Date(line.at).toISOString(), i18n.language)}
          </span>
          {line.picture ? <img className="chat-large" src={line.picture} alt={t("kept.picture_by", { name: line.from })} /> : <p>{line.text}</p>}
        </li>
      ))}
    </ol>
  );
}

function Pack({ me }: { me: string }) {
  const { t } = useTranslation();
  const { packUp, unpackHere } = useKept(me);
  const [passphrase, setPassphrase] = useState("");
  const [short, setShort] = useState(false);
  /** Whether the passphrase is long enough; says so where it is not. */
  const enough = () => {
    const is = [...passphrase].length >= PASSPHRASE_MIN;
    setShort(!is);
    return is;
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (enough()) packUp.mutate(passphrase, { onSuccess: (file) => saveFile(`courtyard-${new Date().toISOString().slice(0, 10)}.courtyard`, file) });
  };
  return (
    <form className="stack tight" onSubmit={submit}>
      <h3>{t("kept.pack")}</h3>
      <p className="muted small">{t("kept.pack_lead")}</p>
      <Field
        label={t("kept.passphrase", { min: PASSPHRASE_MIN })}
        type="password"
        autoComplete="new-password"
        value={passphrase}
        mistake={short ? t("kept.short") : undefined}
        onChange={(event) => setPassphrase(event.target.value)}
      />
      <div className="row wrap">
        <Button type="submit" icon="download" busy={packUp.isPending}>
          {t("kept.pack_go")}
        </Button>
        <PickFile accept=".courtyard,application/json" busy={unpackHere.isPending} onPick={(file) => void (enough() && unpackHere.mutate({ file, passphrase }))}>
          {t("kept.unpack")}
        </PickFile>
      </div>
      {packUp.isSuccess ? <Note tone="good" alert>{t("kept.packed")}</Note> : null}
      {unpackHere.isSuccess ? <Note tone="good" alert>{t("kept.unpacked", { count: unpackHere.data })}</Note> : null}
      {unpackHere.isError ? <Note tone="warn" alert>{t("kept.unpack_failed")}</Note> : null}
    </form>
  );
}
