import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ApprovalsView } from "@/office/approval/ApprovalsView";
import { AskView } from "@/office/approval/AskView";
import { CaseView } from "@/office/approval/CaseView";
import "@/office/approval/words";
import { Note } from "@/ui/plain";
import { meQuery } from "@/yard/me/me.data";
import { useStand } from "./stand";

/** The approvals of the organisation in the address, else of the one in which one stands, else of one's only one. */
export default function ApprovalsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { org: named } = useParams({ strict: false });
  const { data: me } = useQuery(meQuery);
  const stand = useStand(me);
  const own = me?.orgs.find(({ id }) => id === (named ?? stand?.id)) ?? (named ? undefined : me?.orgs[0]);
  return (
    <div className="page narrow">
      <header className="page-head apart">
        <div>
          <h1>{t("approval.title")}</h1>
          <p>{own?.name ?? t("approval.no_org")}</p>
        </div>
        {own?.role === "administrator" ? (
          <Link className="button plain" to="/approvals/$org/desk" params={{ org: own.id }}>
            {t("approval.desk")}
          </Link>
        ) : null}
      </header>
      {own ? (
        <ApprovalsView
          key={own.id}
          org={own.id}
          onForm={(form) => void navigate({ to: "/approvals/$org/ask/$form", params: { org: own.id, form } })}
          onCase={(id) => void navigate({ to: "/approvals/$org/cases/$case", params: { org: own.id, case: id } })}
        />
      ) : me ? (
        <Note>{t("approval.no_org")}</Note>
      ) : null}
    </div>
  );
}

export function AskPage() {
  const navigate = useNavigate();
  const { org, form } = useParams({ from: "/frame/approvals/$org/ask/$form" });
  return (
    <div className="page narrow">
      <Back org={org} />
      <AskView key={form} org={org} form={form} onAsked={(id) => void navigate({ to: "/approvals/$org/cases/$case", params: { org, case: id } })} />
    </div>
  );
}

export function CasePage() {
  const { org, case: id } = useParams({ from: "/frame/approvals/$org/cases/$case" });
  return (
    <div className="page narrow">
      <Back org={org} />
      <CaseView key={id} org={org} id={id} />
    </div>
  );
}

function Back({ org }: { org: string }) {
  const { t } = useTranslation();
  return (
    <p className="no-print">
      <Link className="link" to="/approvals/$org" params={{ org }}>
        {t("approval.back_to")}
      </Link>
    </p>
  );
}
