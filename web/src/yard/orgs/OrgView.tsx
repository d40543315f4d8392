import { useQuery } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Alert, Skeleton } from "@/ui/kit/Kit";
import { Parts } from "@/ui/Parts";
import { Button } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { showDay } from "@/ui/when";
import { Departments } from "./Departments";
import { InviteMember } from "./InviteMember";
import { Members } from "./Members";
import { OrgLine } from "./OrgLine";
import { OrgName } from "./OrgName";
import { OrgMoving } from "./OrgMoving";
import { OrgPolicyView } from "./OrgPolicyView";
import { Programs } from "./Programs";
import { OrgStatistics } from "../statistic/Statistics";
import { houseQuery } from "../house/house.data";
import { orgQuery } from "./orgs.data";

const People = lazy(() => import("../roster/People"));
const RecordRules = lazy(() => import("../roster/RecordRules"));
const Uploads = lazy(() => import("../roster/Uploads"));
const Directories = lazy(() => import("../scim/Directories"));
const Charges = lazy(() => import("../roster/Charges"));
const Personnel = lazy(() => import("../roster/Personnel"));
const Ending = lazy(() => import("../roster/Ending"));
const Certification = lazy(() => import("../roster/Certification"));

const later = (part: ReactNode) => <Suspense fallback={<Skeleton active />}>{part}</Suspense>;

/** One organisation: its people and its departments. What only administrators may do is not shown to others. */
export function OrgView({ org, me }: { org: string; me: string }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const view = useQuery(orgQuery(org));
  const { data: house } = useQuery(houseQuery);
  const personnel = house?.wings.includes("office") ?? false;
  const [inviting, setInviting] = useState(false);
  if (view.isError) return <Alert type="warning" showIcon title={sayWhy(view.error)} />;
  if (!view.data) return <Skeleton active />;
  const administers = view.data.role === "administrator";
  return (
    <>
      <header className="page-head apart">
        <div>
          <h1>
            <OrgName name={view.data.name} certified={view.data.certified} />
          </h1>
          <p className="muted">
            {t(`orgs.role_${view.data.role}`)} · {t("orgs.since", { day: showDay(view.data.created_at, i18n.language) })}
          </p>
        </div>
        {administers ? (
          <Button weight="door" icon="plus" onClick={() => setInviting(true)}>
            {t("orgs.invite")}
          </Button>
        ) : null}
      </header>
      <section className="card">
        <Parts
          choose={t("desk.part")}
          many={administers}
          items={[
            { key: "members", label: t("orgs.members"), children: <Members org={org} me={me} administers={administers} /> },
            { key: "people", label: t("orgs.people"), children: later(<People org={org} />) },
            { key: "departments", label: t("orgs.departments"), children: <Departments org={org} administers={administers} /> },
            ...(administers
              ? [
                  { key: "uploads", label: t("orgs.uploads"), children: later(<Uploads org={org} />) },
                  { key: "directories", label: t("orgs.directories"), children: later(<Directories org={org} />) },
                  { key: "records", label: t("orgs.records"), children: later(<RecordRules org={org} />) },
                  { key: "charges", label: t("orgs.charges"), children: later(<Charges org={org} />) },
                  { key: "certificate", label: t("orgs.certificate"), children: later(<Certification org={org} />) },
                  ...(personnel ? [{ key: "personnel", label: t("orgs.personnel"), children: later(<Personnel org={org} />) }] : []),
                  { key: "moving", label: t("org_moving.title"), children: <OrgMoving org={org} /> },
                  { key: "programs", label: t("programs.title"), children: <Programs org={org} /> },
                  { key: "line", label: t("orgs.line"), children: <OrgLine /> },
                  { key: "policy", label: t("orgs.policy"), children: <OrgPolicyView org={org} /> },
                  { key: "statistics", label: t("statistics.title"), children: <OrgStatistics org={org} /> },
                  { key: "ending", label: t("orgs.ending"), children: later(<Ending org={org} name={view.data.name} />) },
                ]
              : []),
          ]}
        />
      </section>
      <InviteMember org={org} open={inviting} onClose={() => setInviting(false)} />
    </>
  );
}
