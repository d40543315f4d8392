/** For somebody outside who was invited by mail: what it is, when, and what he answers. The link is all that he needs. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Field, Note, Waiting } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { type Invited, invitedQuery, useFile, useForget, useSay } from "./invited.data";
import "./words";

const REPLIES = ["accepted", "tentative", "declined"] as const;
const shown = (at: string) => at.slice(0, 16).replace("T", " ");

export function InvitedView({ token }: { token: string }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const invited = useQuery(invitedQuery(token));
  const forget = useForget(token);
  useEffect(() => {
    document.title = `${t("invited.title")} · ${t("house.name")}`;
  }, [t, i18n.language]);
  if (forget.isSuccess) return <Note>{t("invited.forgotten")}</Note>;
  if (invited.isPending) return <Waiting label={t("common.loading")} />;
  if (invited.isError) return <Note tone="warn" alert>{sayWhy(invited.error)}</Note>;
  const event = invited.data;
  return (
    <div className="stack">
      <div>
        <p className="muted">{t("invited.invites", { organiser: event.organiser })}</p>
        <h1>{event.title}</h1>
      </div>
      <When event={event} />
      {event.place ? <p><span className="muted">{`${t("invited.place")}: `}</span>{event.place}</p> : null}
      {event.notes ? <p style={{ whiteSpace: "pre-line" }}>{event.notes}</p> : null}
      <Answer event={event} token={token} />
      <TakeAlong token={token} />
      <Kept event={event} busy={forget.isPending} onForget={() => forget.mutate()} />
      {forget.isError ? <Note tone="warn" alert>{sayWhy(forget.error)}</Note> : null}
    </div>
  );
}

function When({ event }: { event: Invited }) {
  const { t, i18n } = useTranslation();
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const recurs = Boolean(event.rule) || event.differs;
  const { from, until } = event;
  if (!from || !until) return <p>{t("invited.over")}</p>;
  // The last minute of whole days lies on the last of them; they are days of the event's zone.
  const last = new Date(Date.parse(until) - (event.all_day ? 60_000 : 0));
  const format = new Intl.DateTimeFormat(i18n.language, event.all_day ? { dateStyle: "full", timeZone: event.zone } : { dateStyle: "full", timeStyle: "short" });
  return (
    <div>
      <p>
        <strong>{format.formatRange(new Date(from), last)}</strong>
        {!event.all_day && event.zone !== own ? (
          <>
            <br />
            <span className="small muted">{t("invited.there", { zone: event.zone, at: shown(event.begins) })}</span>
          </>
        ) : null}
      </p>
      {recurs ? <p className="small">{t("invited.recurs")}</p> : null}
      {event.differs ? <p className="small">{t("invited.differs")}</p> : null}
    </div>
  );
}

function Answer({ event, token }: { event: Invited; token: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const say = useSay(token);
  const [proposes, setProposes] = useState(false);
  const [at, setAt] = useState(event.begins.slice(0, 16));
  const { sequence, reply, proposed } = event;
  return (
    <section className="stack tight" aria-labelledby="invited-answer">
      <h2 id="invited-answer">{t("invited.come")}</h2>
      <div className="row wrap">
        {REPLIES.map((one) => (
          <Button key={one} weight={reply === one ? "door" : "plain"} aria-pressed={reply === one} busy={say.isPending} onClick={() => say.mutate({ sequence, reply: one })}>
            {t(`invited.${one}`)}
          </Button>
        ))}
        <Button weight="quiet" aria-expanded={proposes} onClick={() => setProposes(!proposes)}>{t("invited.propose")}</Button>
      </div>
      {proposes ? (
        <form className="row wrap" onSubmit={(submit) => { submit.preventDefault(); say.mutate({ sequence, reply: "tentative", proposed: at }, { onSuccess: () => setProposes(false) }); }}>
          <Field label={t("invited.other_time", { zone: event.zone })} type="datetime-local" required value={at} onChange={(change) => setAt(change.target.value)} />
          <Button type="submit" busy={say.isPending}>{t("invited.send")}</Button>
        </form>
      ) : null}
      <p role="status">
        {reply === "waiting" ? t("invited.waiting") : t("invited.said", { reply: t(`invited.${reply}`) })}
        {proposed ? ` ${t("invited.proposed", { at: shown(proposed) })}` : null}
      </p>
      {say.isError ? <Note tone="warn" alert>{sayWhy(say.error)}</Note> : null}
    </section>
  );
}

function TakeAlong({ token }: { token: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const file = useFile(token);
  return (
    <div>
      <Button busy={file.isPending} onClick={() => file.mutate()}>{t("invited.file")}</Button>
      {file.isError ? <Note tone="warn" alert>{sayWhy(file.error)}</Note> : null}
    </div>
  );
}

function Kept({ event, busy, onForget }: { event: Invited; busy: boolean; onForget: () => void }) {
  const { t } = useTranslation();
  const [asks, setAsks] = useState(false);
  return (
    <section className="stack tight" aria-labelledby="invited-kept">
      <h2 id="invited-kept">{t("invited.privacy")}</h2>
      <p className="small">{t("invited.for", { address: event.address })}</p>
      <p className="small">{t("invited.held")}</p>
      {asks ? (
        <>
          <p>{t("invited.forget_lead")}</p>
          <div className="row wrap">
            <Button weight="danger" busy={busy} onClick={onForget}>{t("invited.forget_sure")}</Button>
            <Button weight="quiet" onClick={() => setAsks(false)}>{t("invited.keep")}</Button>
          </div>
        </>
      ) : (
        <div>
          <Button weight="quiet" onClick={() => setAsks(true)}>{t("invited.forget")}</Button>
        </div>
      )}
    </section>
  );
}
