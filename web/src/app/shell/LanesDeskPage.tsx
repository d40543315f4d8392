import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { DeskLanes } from "@/community/vehicles/DeskLanes";
import { meQuery } from "@/yard/me/me.data";

export default function LanesDeskPage() {
  const { t } = useTranslation();
  const { org } = useParams({ from: "/frame/homes/$org/lanes" });
  const { data: me } = useQuery(meQuery);
  const name = me?.orgs.find(({ id }) => id === org)?.name ?? "";
  return (
    <div className="page narrow">
      <header className="page-head apart">
        <h1>{t("vehicles.desk_title", { name })}</h1>
        <Link className="button plain" to="/homes/$org" params={{ org }}>
          {t("vehicles.desk_back")}
        </Link>
      </header>
      <DeskLanes key={org} org={org} />
    </div>
  );
}
