import { useTranslation } from "react-i18next";
import { RealName } from "@/yard/realname/RealName";

export default function RealNamePage() {
  const { t } = useTranslation();
  return (
    <div className="page narrow">
      <header className="page-head">
        <h1>{t("me.real_name")}</h1>
        <p>{t("realname.lead")}</p>
      </header>
      <RealName />
    </div>
  );
}
