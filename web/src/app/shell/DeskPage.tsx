import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { learn } from "../words/words";
import { Desk } from "@/yard/desk/Desk";
import { meQuery } from "@/yard/me/me.data";

export default function DeskPage() {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  if (!me) return null;
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t("title.desk")}</h1>
        <p>{me.keeper ? t("desk.keeper_lead") : t("desk.inspector_lead")}</p>
      </header>
      <Desk keeper={me.keeper} learn={learn} />
    </div>
  );
}
