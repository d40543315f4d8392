import { useTranslation } from "react-i18next";
import { Note } from "@/ui/plain";

/** How this page came here, and what an organisation is advised to do about the way out of its own network (JJB-047). */
export function OrgLine() {
  const { t } = useTranslation();
  const isEncrypted = location.protocol === "https:";
  return (
    <div className="stack">
      <Note tone={isEncrypted ? "good" : "warn"}>{t(isEncrypted ? "orgs.line_encrypted" : "orgs.line_plain")}</Note>
      <p>{t("orgs.line_twice")}</p>
      <h3>{t("orgs.line_advice")}</h3>
      <ul className="lines">
        <li>{t("orgs.line_egress")}</li>
        <li>{t("orgs.line_gateway")}</li>
        <li>{t("orgs.line_names")}</li>
      </ul>
    </div>
  );
}
