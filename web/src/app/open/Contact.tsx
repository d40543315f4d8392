import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { houseQuery } from "@/yard/house/house.data";
import { meQuery } from "@/yard/me/me.data";
import { MyTickets } from "@/yard/ticket/MyTickets";
import { LookTicket, WriteTicket } from "@/yard/ticket/WriteTicket";
import { Go } from "./Go";
import { Sheet } from "./Sheet";

export default function Contact() {
  const { t } = useTranslation();
  const me = useQuery(meQuery);
  const house = useQuery(houseQuery);
  const card = house.data?.contact;
  const signedIn = Boolean(me.data);
  return (
    <Sheet width="text">
      <div className="stack loose">
        <h1>{t("contact.title")}</h1>
        <p>{t("contact.lead")}</p>
        <WriteTicket signedIn={signedIn} />
        {signedIn ? <MyTickets /> : <LookTicket />}
        {signedIn ? null : <Go to="/held">{t("title.held")}</Go>}
        {card ? (
          <section className="card stack" aria-labelledby="card-title">
            <h2 id="card-title">{t("contact.card")}</h2>
            <address className="stack">
              <span>{card.name}</span>
              <a href={`mailto:${card.email}`}>{card.email}</a>
              <a href={`tel:${card.phone}`}>{card.phone}</a>
              <span>{card.address}</span>
            </address>
          </section>
        ) : null}
      </div>
    </Sheet>
  );
}
