import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Note, TextField } from "@/ui/plain";
import { showDay } from "@/ui/when";
import { useSayWhy } from "@/ui/words";
import { Attach } from "./Attach";
import { Messages } from "./Messages";
import { myTicketQuery, myTicketsQuery, useReplyTicket } from "./ticket.data";

/** What I wrote, and the answers. */
export function MyTickets() {
  const { t, i18n } = useTranslation();
  const tickets = useQuery(myTicketsQuery);
  const [open, setOpen] = useState<string>();
  if (!tickets.data?.items.length) return null;
  return (
    <section className="card stack" aria-labelledby="my-tickets-title">
      <h2 id="my-tickets-title">{t("contact.mine")}</h2>
      <ul className="lines">
        {tickets.data.items.map((one) => (
          <li key={one.id}>
            <div className="stack tight">
              <span className="row wrap">
                <strong>{one.number}</strong>
                {one.kind === "follow_up" || one.kind === "report" ? <span className="tag">{t(`thread.kind_${one.kind}`)}</span> : null}
                <span className="tag">{t(`contact.state_${one.state}`)}</span>
              </span>
              <span className="small muted">{t("contact.due", { due: showDay(one.due_at, i18n.language) })}</span>
            </div>
            <Button onClick={() => setOpen(open === one.id ? undefined : one.id)}>{t("contact.look")}</Button>
            {open === one.id ? <MyTicket ticket={one.id} /> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

function MyTicket({ ticket }: { ticket: string }) {
  const { t } = useTranslation();
  const sayWhy = useSayWhy();
  const read = useQuery(myTicketQuery(ticket));
  const reply = useReplyTicket(ticket);
  const [text, setText] = useState("");
  if (!read.data) return null;
  return (
    <form
      className="stack lines-whole"
      onSubmit={(event) => {
        event.preventDefault();
        reply.mutate(text, { onSuccess: () => setText("") });
      }}
    >
      <Messages ticket={read.data} at="mine" />
      <Attach ticket={ticket} desk={false} />
      <TextField label={t("contact.more")} value={text} maxLength={4000} required onChange={(event) => setText(event.target.value)} />
      <Button type="submit" icon="send" busy={reply.isPending}>
        {t("contact.send")}
      </Button>
      {reply.isError ? <Note tone="warn" alert>{sayWhy(reply.error)}</Note> : null}
    </form>
  );
}
