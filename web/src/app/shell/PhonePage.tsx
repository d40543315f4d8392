import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { PhoneView } from "@/chat/phone/PhoneView";
import { meQuery } from "@/yard/me/me.data";

export default function PhonePage() {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  return (
    <div className="page narrow">
      <header className="page-head">
        <h1>{t("phone.title")}</h1>
        <p>{t("phone.lead")}</p>
      </header>
      {me ? <PhoneView me={me} /> : null}
    </div>
  );
}
