import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { mineQuery } from "@/community/homes/homes.data";
import { VehiclesView } from "@/community/vehicles/VehiclesView";

export default function VehiclesPage() {
  const { t } = useTranslation();
  const { home } = useParams({ from: "/frame/homes/vehicles/$home" });
  const { data: homes } = useQuery(mineQuery);
  const own = homes?.find((one) => one.home === home);
  return (
    <div className="page narrow">
      <header className="page-head apart">
        <div>
          <h1>{t("vehicles.title", { number: own?.number ?? "" })}</h1>
          <p>{t("vehicles.lead")}</p>
        </div>
        <Link className="button plain" to="/homes">
          {t("vehicles.back")}
        </Link>
      </header>
      {own ? <VehiclesView key={home} home={own} /> : null}
    </div>
  );
}
