import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { DeskDoors } from "@/community/doors/DeskDoors";
import { meQuery } from "@/yard/me/me.data";

export default function DoorsDeskPage() {
  const { t } = useTranslation();
  const { org } = useParams({ from: "/frame/homes/$org/passes" });
  const { data: me } = useQuery(meQuery);
  const name = me?.orgs.find(({ id }) => id === org)?.name ?? "";
  return (
    <div className="page narrow">
      <header className="page-head apart">
        <h1>{t("passes.desk_title", { name })}</h1>
        <Link className="button plain" to="/homes/$org" params={{ org }}>
          {t("passes.desk_back")}
        </Link>
      </header>
      <DeskDoors key={org} org={org} />
    </div>
  );
}
