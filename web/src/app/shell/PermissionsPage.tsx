import { useTranslation } from "react-i18next";
import { MyPermissions } from "@/yard/permissions/MyPermissions";

export default function PermissionsPage() {
  const { t } = useTranslation();
  return (
    <div className="page narrow">
      <header className="page-head">
        <h1>{t("permissions.title")}</h1>
        <p>{t("permissions.lead")}</p>
      </header>
      <MyPermissions />
    </div>
  );
}
