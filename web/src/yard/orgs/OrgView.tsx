import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Alert, Skeleton } from "@/ui/kit/Kit";
import { Parts } from "@/ui/Parts";
import { Button } from "@/ui/plain";
import { useSayWhy } from "@/ui/words";
import { showDay } from "@/ui/when";
import { Departments } from "./Departments";
import { ImportMembers } from "./ImportMembers";
import { InviteMember } from "./InviteMember";
import { Members } from "./Members";
import { OrgLine } from "./OrgLine";
import { OrgMoving } from "./OrgMoving";
import { OrgPolicyView } from "./OrgPolicyView";
import { Programs } from "./Programs";
import { OrgStatistics } from "../statistic/Statistics";
import { orgQuery } from "./orgs.data";

/** One organisation: its people and its departments. What only administrators may do is not shown to others. */
export function OrgView({ org, me }: { org: string; me: string }) {
  const { t, i18n } = useTranslation();
  const sayWhy = useSayWhy();
  const view = useQuery(orgQuery(org));
  const [inviting, setInviting] = useState(false);
  if (view.isError) return <Alert type="warning" showIcon title={sayWhy(view.error)} />;
  if (!view.data) return <Skeleton active />;
  const administers = view.data.role === "administrator";
  return (
    <>
      <header className="page-head apart">
        <div>
          <h1>{view.data.name}</h1>
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
          items={[
            { key: "members", label: t("orgs.members"), children: <Members org={org} me={me} administers={administers} /> },
            { key: "departments", label: t("orgs.departments"), children: <Departments org={org} administers={administers} /> },
            ...(administers
              ? [
                  { key: "imports", label: t("imports.title"), children: <ImportMembers org={org} /> },
                  { key: "moving", label: t("org_moving.title"), children: <OrgMoving org={org} /> },
                  { key: "programs", label: t("programs.title"), children: <Programs org={org} /> },
                  { key: "line", label: t("orgs.line"), children: <OrgLine /> },
                  { key: "policy", label: t("orgs.policy"), children: <OrgPolicyView org={org} /> },
                  { key: "statistics", label: t("statistics.title"), children: <OrgStatistics org={org} /> },
                ]
              : []),
          ]}
        />
      </section>
      <InviteMember org={org} open={inviting} onClose={() => setInviting(false)} />
    </>
  );
}
