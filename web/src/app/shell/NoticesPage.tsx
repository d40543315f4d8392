import { useTranslation } from "react-i18next";
import { AdvertSettings } from "@/yard/advert/AdvertSettings";
import { Notices, NoticeSettings } from "@/yard/notice/Notices";

export default function NoticesPage() {
  const { t } = useTranslation();
  return (
    <div className="page narrow">
      <header className="page-head">
        <h1>{t("title.notices")}</h1>
        <p>{t("notices.lead")}</p>
      </header>
      <Notices />
      <NoticeSettings />
      <AdvertSettings />
    </div>
  );
}
