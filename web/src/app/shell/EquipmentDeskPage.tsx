import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useHint } from "@/chat/live/work";
import { Equipment } from "@/community/things/Equipment";
import { useFreshen } from "@/community/things/things.data";
import { meQuery } from "@/yard/me/me.data";

export default function EquipmentDeskPage() {
  const { t } = useTranslation();
  const { org } = useParams({ from: "/frame/homes/$org/equipment" });
  useHint("home.device", useFreshen(org));
  const { data: me } = useQuery(meQuery);
  const name = me?.orgs.find(({ id }) => id === org)?.name ?? "";
  return (
    <div className="page narrow">
      <header className="page-head apart">
        <div>
          <h1>{t("things.desk_title", { name })}</h1>
          <p>{t("things.desk_lead")}</p>
        </div>
        <Link className="button plain" to="/homes/$org" params={{ org }}>
          {t("things.desk_back")}
        </Link>
      </header>
      <Equipment key={org} org={org} />
    </div>
  );
}
