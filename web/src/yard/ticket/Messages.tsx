import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { showInstant } from "@/ui/when";
import { TicketFile } from "./TicketFile";
import type { Ticket } from "./ticket.data";

type MessagesProps = {
  ticket: Ticket;
  /** At whose pages: by number and code alone what is attached is not shown. */
  at: "mine" | "desk" | "outside";
};

/** What was written and attached, oldest first. */
export function Messages({ ticket, at }: MessagesProps) {
  const { t } = useTranslation();
  const said = ticket.messages.map((one) => ({ key: `m${one.at}`, at: one.at, side: one.side, body: <span style={{ whiteSpace: "pre-line" }}>{one.text}</span> }));
  const files = at === "outside" ? [] : ticket.files;
  const attached = files.map((one) => ({ key: one.id, at: one.at, side: one.side, body: <TicketFile ticket={ticket.id} file={one} desk={at === "desk"} /> }));
  const all = [...said, ...attached].sort((one, other) => one.at.localeCompare(other.at));
  return (
    <ul className="lines">
      {all.map((one) => (
        <Line key={one.key} side={one.side} at={one.at}>
          {one.body}
        </Line>
      ))}
      {ticket.resolution ? (
        <li>
          <div className="lines-main">
            <strong>{t("thread.resolution")}</strong>
            <span style={{ whiteSpace: "pre-line" }}>{ticket.resolution}</span>
          </div>
        </li>
      ) : null}
    </ul>
  );
}

function Line({ side, at, children }: { side: Ticket["messages"][number]["side"]; at: string; children: ReactNode }) {
  const { t, i18n } = useTranslation();
  return (
    <li>
      <div className="lines-main">
        <span className="row wrap">
          <strong>{t(`contact.side_${side}`)}</strong>
          <span className="small muted">{showInstant(at, i18n.language)}</span>
        </span>
        {children}
      </div>
    </li>
  );
}
