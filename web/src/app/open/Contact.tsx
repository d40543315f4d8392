import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { houseQuery } from "@/yard/house/house.data";
import { meQuery } from "@/yard/me/me.data";
import { Channels } from "@/yard/ticket/Channels";
import { MyTickets } from "@/yard/ticket/MyTickets";
import { LookTicket, WriteTicket } from "@/yard/ticket/WriteTicket";
import { Go } from "./Go";
import { Sheet } from "./Sheet";

export default function Contact() {
  const { t } = useTranslation();
  const me = useQuery(meQuery);
  const house = useQuery(houseQuery);
  const signedIn = Boolean(me.data);
  return (
    <Sheet width="text">
      <div className="stack loose">
        <h1>{t("contact.title")}</h1>
        <p>{t("contact.lead")}</p>
        <WriteTicket signedIn={signedIn} />
        {signedIn ? <MyTickets /> : <LookTicket />}
        {signedIn ? null : <Go to="/held">{t("title.held")}</Go>}
        {house.data ? <Channels channels={house.data.channels} /> : null}
      </div>
    </Sheet>
  );
}
