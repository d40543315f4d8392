import { useTranslation } from "react-i18next";
import { showInstant } from "@/ui/when";
import type { Ticket } from "./ticket.data";

/** What was written, oldest first. */
export function Messages({ ticket }: { ticket: Ticket }) {
  const { t, i18n } = useTranslation();
  return (
    <ul className="lines">
      {ticket.messages.map((message) => (
        <li key={message.at}>
          <div className="lines-main">
            <span className="row wrap">
              <strong>{t(`contact.side_${message.side}`)}</strong>
              <span className="small muted">{showInstant(message.at, i18n.language)}</span>
            </span>
            <span style={{ whiteSpace: "pre-line" }}>{message.text}</span>
          </div>
        </li>
      ))}
    </ul>
  );
}
