import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { DeskView } from "@/office/approval/DeskView";
import { DrawView } from "@/office/approval/DrawView";
import "@/office/approval/words";

export default function ApprovalsDeskPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { org } = useParams({ from: "/frame/approvals/$org/desk" });
  return (
    <div className="page narrow">
      <header className="page-head apart">
        <h1>{t("approval.desk")}</h1>
        <Link className="button plain" to="/approvals/$org" params={{ org }}>
          {t("approval.back_to")}
        </Link>
      </header>
      <DeskView key={org} org={org} onForm={(form) => void navigate({ to: "/approvals/$org/desk/$form", params: { org, form } })} />
    </div>
  );
}

export function DrawPage() {
  const { t } = useTranslation();
  const { org, form } = useParams({ from: "/frame/approvals/$org/desk/$form" });
  return (
    <div className="page narrow">
      <p>
        <Link className="link" to="/approvals/$org/desk" params={{ org }}>
          {t("approval.desk")}
        </Link>
      </p>
      <DrawView key={form} org={org} form={form} />
    </div>
  );
}
