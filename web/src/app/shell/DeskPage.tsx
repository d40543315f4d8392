import { useTranslation } from "react-i18next";
import { TicketDesk } from "@/yard/ticket/TicketDesk";

export default function DeskPage() {
  const { t } = useTranslation();
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t("title.desk")}</h1>
        <p>{t("desk.lead")}</p>
      </header>
      <TicketDesk />
    </div>
  );
}
