import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { meQuery } from "@/yard/me/me.data";
import { OrgView } from "@/yard/orgs/OrgView";

export default function OrgPage() {
  const { t } = useTranslation();
  const { org } = useParams({ from: "/frame/orgs/$org" });
  const { data: me } = useQuery(meQuery);
  const opened = me?.orgs.find(({ id }) => id === org)?.opened;
  return (
    <div className="page">
      <nav className="row wrap" aria-label={t("orgs.work")}>
        <Link className="button plain" to="/orgs/$org/applications" params={{ org }}>
          {t("orgs.applications")}
        </Link>
        {opened?.includes("attendance") ? (
          <>
            <Link className="button plain" to="/orgs/$org/attendance" params={{ org }}>
              {t("orgs.attendance")}
            </Link>
            <Link className="button plain" to="/orgs/$org/leave" params={{ org }}>
              {t("orgs.leave_days")}
            </Link>
          </>
        ) : null}
      </nav>
      {me ? <OrgView key={org} org={org} me={me.id} /> : null}
    </div>
  );
}
