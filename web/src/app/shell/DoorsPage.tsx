import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { DoorsView } from "@/community/doors/DoorsView";
import { mineQuery } from "@/community/homes/homes.data";

export default function DoorsPage() {
  const { t } = useTranslation();
  const { home } = useParams({ from: "/frame/homes/doors/$home" });
  const { data: homes } = useQuery(mineQuery);
  const number = homes?.find((one) => one.home === home)?.number ?? "";
  return (
    <div className="page narrow">
      <header className="page-head apart">
        <div>
          <h1>{t("passes.title", { number })}</h1>
          <p>{t("passes.lead")}</p>
        </div>
        <Link className="button plain" to="/homes">
          {t("passes.back")}
        </Link>
      </header>
      <DoorsView key={home} home={home} />
    </div>
  );
}
