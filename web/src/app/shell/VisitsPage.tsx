import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { mineQuery } from "@/community/homes/homes.data";
import { VisitsView } from "@/community/visits/VisitsView";

export default function VisitsPage() {
  const { t } = useTranslation();
  const { home } = useParams({ from: "/frame/homes/visits/$home" });
  const { data: homes } = useQuery(mineQuery);
  const own = homes?.find((one) => one.home === home);
  return (
    <div className="page narrow">
      <header className="page-head apart">
        <div>
          <h1>{t("visits.title", { number: own?.number ?? "" })}</h1>
          <p>{t("visits.lead")}</p>
        </div>
        <Link className="button plain" to="/homes">
          {t("visits.back")}
        </Link>
      </header>
      {own ? <VisitsView key={home} home={own} /> : null}
    </div>
  );
}
