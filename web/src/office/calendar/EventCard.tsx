/** One event: when, where, who comes; and what I say to it. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Dialog, Face, Field, Note, Waiting } from "@/ui/plain";
import { showDay } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import type { Shown } from "./CalendarView";
import { type Event, eventQuery, useAnswer, useRemind, useRemove, type Which } from "./calendar.data";
import { later, recursOf, WHICH } from "./calendar.model";
import type { Draft } from "./EventForm";
import { Outside } from "./Outside";
import { Reminders } from "./Reminders";

type Props = { time: Shown; me: string; onClose: () => void; onEdit: (draft: Draft) => void };

export function EventCard({ time, me, onClose, onEdit }: Props) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const isMine = time.id !== "" && time.tone !== "room" && !time.subscribed;
  const event = useQuery({ ...eventQuery(time.id), enabled: isMine });
  return (
    <Dialog open title={event.data?.title ?? time.label} closeLabel={t("common.close")} onClose={onClose}>
      <div className="stack">
        <When time={time} />
        {time.place ? <p className="muted">{time.place}</p> : null}
        {time.subscribed?.notes ? <p className="event-notes">{time.subscribed.notes}</p> : null}
        {time.subscribed ? <p className="small muted">{t("calendar.from_subscription", { name: time.subscribed.name })}</p> : null}
        {isMine && event.isPending ? <Waiting label={t("common.loading")} /> : null}
        {event.isError ? <Note tone="warn" alert>{sayWhy(event.error)}</Note> : null}
        {event.data ? <Whole event={event.data} time={time} me={me} onClose={onClose} onEdit={onEdit} /> : null}
      </div>
    </Dialog>
  );
}

function When({ time }: { time: Shown }) {
  const { t, i18n } = useTranslation();
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const last = later(time.at, (new Date(time.until).getTime() - new Date(time.from).getTime()) / 60_000 - 1);
  const days = [...new Set([showDay(`${time.at.slice(0, 10)}T12:00:00`, i18n.language), showDay(`${last.slice(0, 10)}T12:00:00`, i18n.language)])];
  if (time.all_day) return <p>{days.join(" – ")}</p>;
  const whole = new Intl.DateTimeFormat(i18n.language, { dateStyle: "full", timeStyle: "short" });
  return (
    <p>
      {whole.formatRange(new Date(time.from), new Date(time.until))}
      {time.zone !== own && time.id ? <span className="small muted">{` · ${t("calendar.there", { zone: time.zone, at: time.at.slice(0, 16).replace("T", " ") })}`}</span> : null}
    </p>
  );
}

function Whole({ event, time, me, onClose, onEdit }: Props & { event: Event }) {
  const { t } = useTranslation();
  const invited = event.guests.find(({ person }) => person === me);
  const recurs = recursOf(event.rule ?? null);
  return (
    <>
      {event.rule ? <p className="small muted">{recurs.repeat === "own" ? event.rule : t(`calendar.repeat_${recurs.repeat}`)}</p> : null}
      {event.notes ? <p className="event-notes">{event.notes}</p> : null}
      {event.guests.length > 0 ? <Guests event={event} /> : null}
      {event.own ? <Outside event={event.id} /> : null}
      {invited ? <Answer event={event} reply={invited.reply} /> : null}
      <OwnReminders event={event} />
      {event.own ? <Acts event={event} time={time} onClose={onClose} onEdit={onEdit} /> : null}
    </>
  );
}

function Guests({ event }: { event: Event }) {
  const { t } = useTranslation();
  const counted = (["accepted", "tentative", "declined", "waiting"] as const)
    .map((reply) => [reply, event.guests.filter((guest) => guest.reply === reply).length] as const)
    .filter(([, count]) => count > 0)
    .map(([reply, count]) => `${t(`calendar.reply_${reply}`)} ${count}`);
  return (
    <section className="stack tight" aria-labelledby="event-guests">
      <h3 id="event-guests">{t("calendar.guests")}</h3>
      <p className="small muted">{counted.join(" · ")}</p>
      <ul className="event-guests">
        {event.organiser ? (
          <li>
            <Face name={event.organiser.name ?? "—"} size={28} />
            <span>{event.organiser.name ?? "—"}</span>
            <span className="small muted">{t("calendar.organises")}</span>
          </li>
        ) : null}
        {event.guests.map((guest) => (
          <li key={guest.person}>
            <Face name={guest.name ?? "—"} size={28} />
            <span>{guest.name ?? "—"}</span>
            <span className={`small reply ${guest.reply}`}>{t(`calendar.reply_${guest.reply}`)}</span>
            {guest.proposed ? <span className="small">{t("calendar.proposes", { at: guest.proposed.slice(0, 16).replace("T", " ") })}</span> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Answer({ event, reply }: { event: Event; reply: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const answer = useAnswer(event.id);
  const [proposes, setProposes] = useState(false);
  const [at, setAt] = useState(event.begins.slice(0, 16));
  return (
    <section className="stack tight" aria-labelledby="event-answer">
      <h3 id="event-answer">{t("calendar.come")}</h3>
      <div className="row wrap">
        {(["accepted", "tentative", "declined"] as const).map((one) => (
          <Button key={one} weight={reply === one ? "door" : "plain"} aria-pressed={reply === one} busy={answer.isPending} onClick={() => answer.mutate({ reply: one })}>
            {t(`calendar.say_${one}`)}
          </Button>
        ))}
        <Button weight="quiet" aria-expanded={proposes} onClick={() => setProposes(!proposes)}>
          {t("calendar.propose")}
        </Button>
      </div>
      {proposes ? (
        <form className="row wrap end" onSubmit={(submit) => { submit.preventDefault(); answer.mutate({ reply: "tentative", proposed: at }, { onSuccess: () => setProposes(false) }); }}>
          <Field label={t("calendar.other_time", { zone: event.zone })} type="datetime-local" required value={at} onChange={(change) => setAt(change.target.value)} />
          <Button type="submit" busy={answer.isPending}>{t("calendar.send")}</Button>
        </form>
      ) : null}
      {answer.isError ? <Note tone="warn" alert>{sayWhy(answer.error)}</Note> : null}
    </section>
  );
}

function OwnReminders({ event }: { event: Event }) {
  const sayWhy = useSayWhy();
  const remind = useRemind(event.id);
  return (
    <>
      <Reminders value={event.reminders} busy={remind.isPending} onChange={(reminders) => remind.mutate(reminders)} />
      {remind.isError ? <Note tone="warn" alert>{sayWhy(remind.error)}</Note> : null}
    </>
  );
}

function Acts({ event, time, onClose, onEdit }: Omit<Props, "me"> & { event: Event }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const remove = useRemove(event.id);
  const [asks, setAsks] = useState(false);
  const choices: Which[] = time.recurs ? ["one", "following", "all"] : ["all"];
  if (asks) {
    return (
      <section className="stack tight" aria-labelledby="event-remove">
        <h3 id="event-remove">{t("calendar.remove_sure")}</h3>
        <div className="row wrap">
          {choices.map((which) => (
            <Button key={which} weight="danger" busy={remove.isPending} onClick={() => remove.mutate({ which, at: time.at }, { onSuccess: onClose })}>
              {time.recurs ? t(WHICH[which]) : t("calendar.remove")}
            </Button>
          ))}
          <Button weight="quiet" onClick={() => setAsks(false)}>{t("calendar.keep")}</Button>
        </div>
        {remove.isError ? <Note tone="warn" alert>{sayWhy(remove.error)}</Note> : null}
      </section>
    );
  }
  return (
    <div className="row wrap">
      <Button onClick={() => onEdit({ event, time, begins: undefined })}>{t("calendar.edit")}</Button>
      <Button weight="quiet" onClick={() => setAsks(true)}>{t("calendar.remove")}</Button>
    </div>
  );
}
