import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Note, TextField } from "@/ui/plain";
import { showDay } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { Attach } from "./Attach";
import { Identity } from "./Identity";
import { Messages } from "./Messages";
import { FollowUp, RecordTicket } from "./RecordTicket";
import { Staff } from "./Staff";
import { queueQuery, type Ticket, useAnswerTicket, useOpenTicket, useTakeDown } from "./ticket.data";

/** What waits for an answer. The list names nobody; a press opens one, and its writer sees that. */
export function TicketDesk() {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const queue = useQuery(queueQuery);
  const open = useOpenTicket();
  return (
    <section className="stack" aria-labelledby="desk-tickets-title">
      <h2 id="desk-tickets-title">{t("desk.tickets")}</h2>
      {queue.isError ? <Note tone="warn">{sayWhy(queue.error)}</Note> : null}
      {queue.data?.items.length === 0 ? <p className="muted">{t("desk.empty")}</p> : null}
      <ul className="lines">
        {queue.data?.items.map((one) => (
          <li key={one.id}>
            <div className="lines-main">
              <span className="row wrap">
                <strong>{one.number}</strong>
                <span className="tag">{one.kind === "follow_up" || one.kind === "report" ? t(`thread.kind_${one.kind}`) : t(`contact.kind_${one.kind}`)}</span>
                {one.channel === "app" ? null : <span className="tag">{t(`thread.way_${one.channel}`)}</span>}
                <span className="tag">{t(`desk.queue_${one.queue}`)}</span>
                {one.overdue ? <span className="tag warn">{t("desk.overdue")}</span> : null}
              </span>
              <span className="small muted">
                {one.person} · {t("contact.due", { due: showDay(one.due_at, i18n.language) })}
              </span>
            </div>
            <Button icon="eye" busy={open.isPending && open.variables === one.id} onClick={() => open.mutate(one.id)}>
              {t("desk.open")}
            </Button>
          </li>
        ))}
      </ul>
      {open.isError ? <Note tone="warn" alert>{sayWhy(open.error)}</Note> : null}
      {open.data ? <Opened key={open.data.id} ticket={open.data} onAnswered={open.reset} /> : null}
      <RecordTicket />
      <FollowUp />
      <Staff />
    </section>
  );
}

function Opened({ ticket, onAnswered }: { ticket: Ticket; onAnswered: () => void }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const answer = useAnswerTicket(ticket.id);
  const [text, setText] = useState("");
  const [resolution, setResolution] = useState("");
  const send = (close: boolean) => answer.mutate({ text, close, resolution: resolution || null }, { onSuccess: onAnswered });
  return (
    <div className="stack">
      <h3>{ticket.number}</h3>
      {ticket.contact ? <p>{t("desk.reach", { contact: ticket.contact })}</p> : null}
      <Messages ticket={ticket} at="desk" />
      <Attach ticket={ticket.id} desk />
      <Identity ticket={ticket.id} />
      {ticket.kind === "report" ? <TakeDown ticket={ticket.id} /> : null}
      <TextField label={t("desk.answer")} value={text} maxLength={4000} onChange={(event) => setText(event.target.value)} />
      <TextField label={t("desk.resolution")} value={resolution} maxLength={4000} onChange={(event) => setResolution(event.target.value)} />
      <div className="row wrap">
        <Button weight="door" busy={answer.isPending} onClick={() => send(true)}>
          {t("desk.answer_close")}
        </Button>
        <Button busy={answer.isPending} onClick={() => send(false)}>
          {t("desk.answer")}
        </Button>
      </div>
      {answer.isError ? <Note tone="warn" alert>{sayWhy(answer.error)}</Note> : null}
    </div>
  );
}

/** The message that was reported goes, in the conversation of others; so it is a press of its own. */
function TakeDown({ ticket }: { ticket: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const takeDown = useTakeDown(ticket);
  return (
    <div className="row wrap">
      <Button weight="danger" busy={takeDown.isPending} disabled={takeDown.isSuccess} onClick={() => takeDown.mutate()}>
        {t("report.take_down")}
      </Button>
      {takeDown.isSuccess ? <span role="status">{t("report.taken_down")}</span> : null}
      {takeDown.isError ? <Note tone="warn" alert>{sayWhy(takeDown.error)}</Note> : null}
    </div>
  );
}
