import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { DeskView } from "@/community/homes/DeskView";
import { meQuery } from "@/yard/me/me.data";

export default function HomesDeskPage() {
  const { t } = useTranslation();
  const { org } = useParams({ from: "/frame/homes/$org" });
  const { data: me } = useQuery(meQuery);
  const name = me?.orgs.find(({ id }) => id === org)?.name ?? "";
  return (
    <div className="page narrow">
      <header className="page-head apart">
        <h1>{t("homes.desk_of", { name })}</h1>
        <Link className="button plain" to="/homes/$org/gate" params={{ org }}>
          {t("homes.gate")}
        </Link>
      </header>
      <DeskView key={org} org={org} />
    </div>
  );
}
