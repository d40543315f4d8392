import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { learn } from "../words/words";
import { GrantDesk } from "@/chat/grant/GrantDesk";
import { useAsksFor } from "@/yard/data/data.data";
import { Desk } from "@/yard/desk/Desk";
import { houseQuery } from "@/yard/house/house.data";
import { meQuery } from "@/yard/me/me.data";

const CertificateDesk = lazy(() => import("@/yard/roster/CertificateDesk"));
const RealNameDesk = lazy(() => import("@/yard/realname/RealNameDesk"));

export default function DeskPage() {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const { data: house } = useQuery(houseQuery);
  const verifies = useAsksFor("real-name");
  if (!me) return null;
  const more = [
    ...(house?.wings.includes("chat") ? [{ key: "conversations", label: t("grant.desk"), children: <GrantDesk /> }] : []),
    ...(verifies ? [{ key: "real-names", label: t("me.real_name"), children: <Suspense><RealNameDesk /></Suspense> }] : []),
    ...(me.keeper ? [{ key: "certificates", label: t("orgs.desk"), children: <Suspense><CertificateDesk /></Suspense> }] : []),
  ];
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t("title.desk")}</h1>
        <p>{me.keeper ? t("desk.keeper_lead") : t("desk.inspector_lead")}</p>
      </header>
      <Desk keeper={me.keeper} learn={learn} more={more} />
    </div>
  );
}
