import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Services } from "@/yard/application/Services";
import "@/yard/application/words";
import { meQuery } from "@/yard/me/me.data";

/** The services of an organisation: those who run it open and shut them. */
export default function ApplicationsPage() {
  const { t } = useTranslation();
  const { org } = useParams({ from: "/frame/orgs/$org/applications" });
  const { data: me } = useQuery(meQuery);
  const own = me?.orgs.find(({ id }) => id === org);
  return (
    <div className="page narrow">
      <header className="page-head">
        <h1>{t("apps.title")}</h1>
        <p>{own?.name}</p>
        <p className="muted">{t("apps.lead")}</p>
      </header>
      {own?.role === "administrator" ? <Services org={org} /> : null}
    </div>
  );
}
