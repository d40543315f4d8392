import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Stations } from "@/community/stations/Stations";
import { meQuery } from "@/yard/me/me.data";

export default function StationsDeskPage() {
  const { t } = useTranslation();
  const { org } = useParams({ from: "/frame/homes/$org/stations" });
  const { data: me } = useQuery(meQuery);
  const name = me?.orgs.find(({ id }) => id === org)?.name ?? "";
  return (
    <div className="page narrow">
      <header className="page-head apart">
        <div>
          <h1>{t("stations.title", { name })}</h1>
          <p>{t("stations.lead")}</p>
        </div>
        <Link className="button plain" to="/homes/$org" params={{ org }}>
          {t("stations.back")}
        </Link>
      </header>
      <Stations key={org} org={org} />
    </div>
  );
}
