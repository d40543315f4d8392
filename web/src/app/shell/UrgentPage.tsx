import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { UrgentSettings } from "@/chat/urgent/UrgentSettings";
import { houseQuery } from "@/yard/house/house.data";
import { meQuery } from "@/yard/me/me.data";
import "@/chat/contacts/contacts.css";

export default function UrgentPage() {
  const { t } = useTranslation();
  const { data: house } = useQuery(houseQuery);
  const { data: me } = useQuery(meQuery);
  return (
    <div className="page narrow contacts">
      <header className="page-head">
        <h1>{t("urgent.settings")}</h1>
        <p>{t("urgent.settings_lead")}</p>
      </header>
      {me ? <UrgentSettings me={me} policyVersion={house?.policy_version ?? ""} /> : null}
    </div>
  );
}
