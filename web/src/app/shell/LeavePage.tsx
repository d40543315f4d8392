import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { KindsView } from "@/office/leave/KindsView";
import { MineView } from "@/office/leave/MineView";
import { PeopleView } from "@/office/leave/PeopleView";
import { Parts } from "@/ui/Parts";
import { Waiting } from "@/ui/plain";
import { meQuery } from "@/yard/me/me.data";
import { membersQuery } from "@/yard/orgs/orgs.data";

export default function LeavePage() {
  const { t } = useTranslation();
  const { org } = useParams({ from: "/frame/orgs/$org/leave" });
  const { data: me } = useQuery(meQuery);
  const members = useQuery(membersQuery(org));
  if (!me || members.isPending) return <Waiting label={t("common.loading")} />;
  const own = me.orgs.find(({ id }) => id === org);
  const nameOf = (person: string) => members.data?.items.find((one) => one.person === person)?.name ?? "—";
  const ask = (
    <p>
      <Link className="button door" to="/approvals/$org" params={{ org }}>
        {t("leave.ask")}
      </Link>
    </p>
  );
  return (
    <div className="page narrow">
      <header className="page-head apart">
        <div>
          <h1>{t("leave.title")}</h1>
          <p className="muted">{own?.name}</p>
        </div>
        <Link className="button plain" to="/orgs/$org/attendance" params={{ org }}>
          {t("leave.attendance")}
        </Link>
      </header>
      <Parts
        choose={t("desk.part")}
        items={[
          { key: "mine", label: t("leave.tab_mine"), children: <div className="stack"><MineView org={org} nameOf={nameOf} ask={ask} /></div> },
          ...(own?.role === "administrator"
            ? [
                { key: "people", label: t("leave.tab_people"), children: <div className="stack"><PeopleView org={org} nameOf={nameOf} /></div> },
                { key: "kinds", label: t("leave.tab_kinds"), children: <div className="stack"><KindsView org={org} /></div> },
              ]
            : []),
        ]}
      />
    </div>
  );
}
