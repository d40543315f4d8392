import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Consents } from "@/yard/data/Consents";
import { Flows } from "@/yard/data/Flows";
import { HeldList } from "@/yard/data/HeldList";
import { Openings } from "@/yard/data/Openings";
import { Mandates } from "@/yard/mandate/Mandates";
import { MyPapers } from "@/yard/paper/MyPapers";
import { Rights } from "@/yard/rights/Rights";
import { houseQuery } from "@/yard/house/house.data";
import { Parts } from "@/ui/Parts";

const MyUploads = lazy(() => import("@/yard/roster/MyUploads"));

export default function DataPage() {
  const { t } = useTranslation();
  const { data: house } = useQuery(houseQuery);
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t("title.data")}</h1>
        <p>{t("data.lead")}</p>
      </header>
      <section className="card">
        <Parts
          choose={t("desk.part")}
          items={[
            { key: "held", label: t("data.held"), children: <HeldList /> },
            { key: "flows", label: t("data.flows"), children: <Flows /> },
            { key: "openings", label: t("data.openings"), children: <Openings /> },
            { key: "consents", label: t("data.consents"), children: <Consents policyVersion={house?.policy_version ?? ""} /> },
            { key: "rights", label: t("data.rights"), children: <Rights /> },
            { key: "mandates", label: t("mandate.title"), children: <Mandates /> },
            { key: "lists", label: t("orgs.lists"), children: <Suspense><MyUploads /></Suspense> },
            { key: "papers", label: t("paper.title"), children: <MyPapers /> },
          ]}
        />
      </section>
    </div>
  );
}
